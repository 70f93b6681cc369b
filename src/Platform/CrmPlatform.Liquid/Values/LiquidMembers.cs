namespace CrmPlatform.Liquid;

/// <summary>Named values in the order they were added.</summary>
public sealed class LiquidMembers : ILiquidEnumerable
{
    private readonly Dictionary<string, LiquidValue> _members = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public int Count => _members.Count;

    /// <inheritdoc />
    public IEnumerable<KeyValuePair<string, LiquidValue>> Members => _members;

    /// <summary>The member of this name; nil when there is none. Setting adds or replaces it.</summary>
    public LiquidValue this[string name]
    {
        get => _members.GetValueOrDefault(name);
        set => _members[name] = value;
    }

    /// <inheritdoc />
    public bool TryGet(string name, out LiquidValue value) => _members.TryGetValue(name, out value);
}

/// <summary>
/// A host dictionary, converted member by member as it is read. What takes memory to convert is converted once: a
/// template could otherwise have a list copied as often as it names it.
/// </summary>
internal sealed class ConvertedDictionary(IReadOnlyDictionary<string, object?> members) : ILiquidEnumerable
{
    private readonly ConvertedValues<string> _converted = new();

    public int Count => members.Count;

    public IEnumerable<KeyValuePair<string, LiquidValue>> Members =>
        members.Select(member => KeyValuePair.Create(member.Key, _converted.Get(member.Key, member.Value)));

    public bool TryGet(string name, out LiquidValue value)
    {
        var found = members.TryGetValue(name, out var item);
        value = found ? _converted.Get(name, item) : default;
        return found;
    }
}

/// <summary>Values of the host that were converted already, for renders on any thread.</summary>
internal sealed class ConvertedValues<TKey>
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private Dictionary<TKey, LiquidValue>? _values;

    public LiquidValue Get(TKey key, object? item)
    {
        if (item is null or string or bool or int or long or decimal or LiquidValue or ILiquidObject or LiquidList)
        {
            return LiquidValue.FromObject(item);
        }

        lock (_gate)
        {
            _values ??= [];
            if (!_values.TryGetValue(key, out var value))
            {
                value = LiquidValue.FromObject(item);
                _values.Add(key, value);
            }

            return value;
        }
    }
}

namespace CrmPlatform.Liquid;

/// <summary>Named values in the order they were added.</summary>
public sealed class LiquidMembers : ILiquidEnumerable
{
    private readonly Dictionary<string, LiquidValue> _members = new(StringComparer.Ordinal);

    public int Count => _members.Count;

    public IEnumerable<KeyValuePair<string, LiquidValue>> Members => _members;

    public LiquidValue this[string name]
    {
        get => _members.GetValueOrDefault(name);
        set => _members[name] = value;
    }

    public bool TryGet(string name, out LiquidValue value) => _members.TryGetValue(name, out value);
}

/// <summary>A host dictionary, converted member by member as it is read.</summary>
internal sealed class ConvertedDictionary(IReadOnlyDictionary<string, object?> members) : ILiquidEnumerable
{
    public int Count => members.Count;

    public IEnumerable<KeyValuePair<string, LiquidValue>> Members =>
        members.Select(member => KeyValuePair.Create(member.Key, LiquidValue.FromObject(member.Value)));

    public bool TryGet(string name, out LiquidValue value)
    {
        var found = members.TryGetValue(name, out var item);
        value = found ? LiquidValue.FromObject(item) : default;
        return found;
    }
}

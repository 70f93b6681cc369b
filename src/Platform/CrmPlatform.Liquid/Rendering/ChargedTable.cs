namespace CrmPlatform.Liquid;

/// <summary>A table of names that pays for its memory each time before it grows, and for nothing when a name is set again.</summary>
internal sealed class ChargedTable<TValue>
{
    private const int FirstCapacity = 8;
    private const int TableBytes = 192;

    /// <summary>What .NET takes for one place of the greatest value held, and for the places it adds on top up to a prime number.</summary>
    private const int BytesPerPlace = 64;
    private readonly Dictionary<string, TValue> _values = new(StringComparer.Ordinal);
    private int _capacity;

    public bool TryGetValue(string name, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out TValue value) => _values.TryGetValue(name, out value);

    public void Set(string name, TValue value, LiquidBudget budget)
    {
        if (_values.Count == _capacity)
        {
            Grow(budget);
        }

        _values[name] = value;
    }

    private void Grow(LiquidBudget budget)
    {
        var capacity = Math.Max(FirstCapacity, _capacity * 2);
        budget.ChargeMemory(TableBytes + ((long)capacity * BytesPerPlace));
        _values.EnsureCapacity(capacity);
        _capacity = capacity;
    }
}

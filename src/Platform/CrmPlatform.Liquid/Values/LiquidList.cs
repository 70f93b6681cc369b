namespace CrmPlatform.Liquid;

/// <summary>A list that is read by position; it may be computed as it is read.</summary>
public abstract class LiquidList
{
    /// <summary>How many items there are.</summary>
    public abstract int Count { get; }

    /// <summary>The item at this position, from 0 to one less than <see cref="Count"/>.</summary>
    public abstract LiquidValue this[int index] { get; }
}

internal sealed class LiquidArray(LiquidValue[] items, int count) : LiquidList
{
    public static readonly LiquidArray None = new([], 0);

    public LiquidArray(LiquidValue[] items) : this(items, items.Length)
    {
    }

    public override int Count => count;

    public override LiquidValue this[int index] => items[index];

    public ReadOnlySpan<LiquidValue> Span => items.AsSpan(0, count);
}

/// <summary>Whole numbers from first to last. Nothing is stored, so a range of a billion costs nothing until it is walked.</summary>
internal sealed class LiquidRange(long first, long last) : LiquidList
{
    public long First => first;

    public long Last => last;

    public override int Count { get; } = last < first ? 0 : (int)(last - first + 1);

    public override LiquidValue this[int index] => LiquidValue.From(first + index);

    public static LiquidValue Create(decimal first, decimal last)
    {
        const decimal Widest = int.MaxValue - 1;
        if (Math.Abs(first) > long.MaxValue / 2 || Math.Abs(last) > long.MaxValue / 2 || last - first > Widest)
        {
            throw new LiquidException(LiquidErrorCode.Range, "range is too large");
        }

        return LiquidValue.From(new LiquidRange((long)first, (long)last));
    }
}

internal sealed class ConvertedList(IReadOnlyList<object?> items) : LiquidList
{
    private readonly ConvertedValues<int> _converted = new();

    public override int Count => items.Count;

    public override LiquidValue this[int index] => _converted.Get(index, items[index]);
}

/// <summary>Collects items and charges their memory as it grows.</summary>
internal sealed class ListBuilder(LiquidBudget budget, int capacity = 4)
{
    private const int BytesPerItem = 24;

    /// <summary>An array's header, and the builder and the list themselves, which every builder pays for once more.</summary>
    private const int BytesPerArray = 32;
    private const int BytesPerBuilder = 80;
    private LiquidValue[] _items = Begin(budget, capacity);
    private int _count;

    public int Count => _count;

    public void Add(LiquidValue item)
    {
        if (_count == _items.Length)
        {
            var larger = Allocate(budget, Math.Max(4, _count * 2));
            _items.AsSpan(0, _count).CopyTo(larger);
            _items = larger;
        }

        _items[_count++] = item;
    }

    public Span<LiquidValue> Items => _items.AsSpan(0, _count);

    public LiquidArray ToList() => new(_items, _count);

    public LiquidValue ToValue() => LiquidValue.From(ToList());

    private static LiquidValue[] Begin(LiquidBudget budget, int capacity)
    {
        budget.ChargeMemory(BytesPerBuilder);
        return Allocate(budget, capacity);
    }

    private static LiquidValue[] Allocate(LiquidBudget budget, int capacity)
    {
        budget.ChargeMemory(BytesPerArray + ((long)capacity * BytesPerItem));
        return capacity == 0 ? [] : new LiquidValue[capacity];
    }
}

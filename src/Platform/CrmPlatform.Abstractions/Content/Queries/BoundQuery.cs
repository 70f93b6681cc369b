namespace CrmPlatform.Content.Queries;

/// <summary>A query whose names are resolved against a model and whose values have their .NET types.</summary>
public sealed record BoundQuery
{
    /// <summary>The model that the names were resolved against: links take their targets' names from it.</summary>
    public required ContentModel Model { get; init; }
    public required ContentType Type { get; init; }

    /// <summary>What was asked, with the rights of the reader already in it.</summary>
    public BoundFilter? Where { get; init; }
    public IReadOnlyList<BoundColumn> Columns { get; init; } = [];
    public IReadOnlyList<BoundSort> Sort { get; init; } = [];
    public IReadOnlyList<BoundColumn> GroupBy { get; init; } = [];
    public IReadOnlyList<BoundAggregate> Aggregates { get; init; } = [];
    public int? CountUpTo { get; init; }
    public int Limit { get; init; } = 50;
    public string? Cursor { get; init; }
    public bool Bin { get; init; }

    /// <summary>The zone that date buckets of instants are reckoned in.</summary>
    public required TimeZoneInfo Zone { get; init; }
    public bool IsGrouped => GroupBy.Count > 0 || Aggregates.Count > 0;
}

/// <summary>A filter with resolved paths and typed values. Two-valued: it holds or it does not.</summary>
public abstract record BoundFilter;

public sealed record BoundAnd(IReadOnlyList<BoundFilter> Items) : BoundFilter;

public sealed record BoundOr(IReadOnlyList<BoundFilter> Items) : BoundFilter;

public sealed record BoundNot(BoundFilter Item) : BoundFilter;

/// <summary>Words, folded; each is part of the record's searchable text.</summary>
public sealed record BoundSearch(IReadOnlyList<string> Words) : BoundFilter;

/// <summary>
/// A comparison. Values have the column's .NET type, folded where text compares folded; Between has two, In any number,
/// Empty and NotEmpty none. NotEqual, NotIn and NotContains do not occur: they are a <see cref="BoundNot"/> of the positive.
/// Empty occurs only over single-valued paths without hops, elsewhere it is a <see cref="BoundNot"/> of NotEmpty. A many-valued
/// field is compared by Equal, In and NotEmpty (any element). An In without values never holds.
/// </summary>
public sealed record BoundCompare(BoundPath Path, FilterOperator Op, IReadOnlyList<object> Values) : BoundFilter;

/// <summary>A path: hops to other types, then a column of a field. A path with a backward or many-valued hop means "any".</summary>
/// <param name="Text">As written.</param>
/// <param name="ColumnIndex">Which of the field's storage columns.</param>
public sealed record BoundPath(string Text, IReadOnlyList<BoundHop> Hops, ContentField Field, int ColumnIndex)
{
    public StorageColumn Column => Field.Storage.Columns[ColumnIndex];
}

/// <summary>
/// One hop. Forward: follow <paramref name="Field"/> (Lookup, Employee, MultiLookup) of the type before to <paramref name="Target"/>.
/// Backward: to the live records of <paramref name="Target"/> whose <paramref name="Field"/> (also a Reference) points here.
/// A forward hop reaches targets in the bin too, as links to them stay visible.
/// </summary>
public sealed record BoundHop(bool Backward, ContentField Field, ContentType Target);

/// <summary>A column or group key. <paramref name="Whole"/>: the field's whole value rather than one of its columns.</summary>
public sealed record BoundColumn(string Key, BoundPath Path, DateBucket Bucket = DateBucket.None, bool Whole = true);

/// <summary>Size of a date bucket; weeks begin on Monday. The value of a bucket is its first day (DateOnly).</summary>
public enum DateBucket
{
    None,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// <summary>A sort key: a path, or (in grouped queries) the key of a group column or aggregate. Empty values come last in both directions.</summary>
public sealed record BoundSort(string Key, BoundPath? Path, bool Descending);

/// <summary>An aggregate over a column; Path is null for count.</summary>
public sealed record BoundAggregate(string Key, AggregateFunction Function, BoundPath? Path);

public enum AggregateFunction
{
    Count,
    Sum,
    Average,
    Min,
    Max,
    CountDistinct,
}

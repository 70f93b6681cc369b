namespace CrmPlatform.Content.Queries;

/// <summary>
/// The one question that lists, boards, reports, API and conditions ask. JSON:
/// <c>{"type":"Deal","where":{…},"columns":["name","company.name"],"sort":["-amount","name"],"limit":50,"cursor":"…",
/// "groupBy":["owner","month(closedOn)"],"aggregates":[{"fn":"count"},{"fn":"sum","field":"amount"}]}</c>.
/// With groupBy or aggregates the rows are groups, keyed as written (<c>owner</c>, <c>month(closedOn)</c>, <c>count</c>,
/// <c>sum(amount)</c>), and sort takes the same names.
/// </summary>
public sealed record ContentQuery
{
    /// <summary>The most rows one page may hold.</summary>
    public const int MaxLimit = 1000;

    public required string Type { get; init; }
    public FilterNode? Where { get; init; }

    /// <summary>Paths; empty: all fields of the type.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Paths, a minus before each that sorts downwards. The id is always the last key.</summary>
    public IReadOnlyList<string> Sort { get; init; } = [];

    /// <summary>Paths or date buckets: <c>day(x)</c>, <c>week(x)</c>, <c>month(x)</c>, <c>quarter(x)</c>, <c>year(x)</c>.</summary>
    public IReadOnlyList<string> GroupBy { get; init; } = [];
    public IReadOnlyList<Aggregate> Aggregates { get; init; } = [];

    /// <summary>Where a lone count may stop: a count of this many means "so many at least", and costs no more however many there are.</summary>
    public int? CountUpTo { get; init; }

    /// <summary>1 to <see cref="MaxLimit"/>.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>Where the page before ended; from <see cref="QueryPage.NextCursor"/> of a query with the same sort and groups.</summary>
    public string? Cursor { get; init; }

    /// <summary>True: records in the bin instead of live ones.</summary>
    public bool Bin { get; init; }
}

/// <summary>An aggregate: fn is count, sum, avg, min, max or countDistinct; all but count take a field.</summary>
public sealed record Aggregate(string Fn, string? Field = null)
{
    /// <summary>The key of its value in a row: <c>count</c>, <c>sum(amount)</c>.</summary>
    public string Key => Field is null ? Fn : $"{Fn}({Field})";
}

/// <summary>A page of rows.</summary>
/// <param name="Columns">Keys of the values, in order.</param>
/// <param name="NextCursor">Null on the last page.</param>
public sealed record QueryPage(IReadOnlyList<string> Columns, IReadOnlyList<QueryRow> Rows, string? NextCursor);

/// <summary>
/// A row: values in the order of the page's columns. Lookups are <see cref="RecordLink"/>s (lists of them where many).
/// Id and Version are 0 for groups.
/// </summary>
public sealed record QueryRow(long Id, long Version, IReadOnlyList<object?> Values);

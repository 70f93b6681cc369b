namespace CrmPlatform.Content.Writing;

/// <summary>Whether two values of a field are the same.</summary>
internal static class ValueEquality
{
    public static bool Same(object? a, object? b) => (a, b) switch
    {
        (null, null) => true,
        (null, string { Length: 0 }) or (string { Length: 0 }, null) => true,
        (null, IReadOnlyList<string> { Count: 0 }) or (IReadOnlyList<string> { Count: 0 }, null) => true,
        (null, IReadOnlyList<long> { Count: 0 }) or (IReadOnlyList<long> { Count: 0 }, null) => true,
        (null, _) or (_, null) => false,
        (string x, string y) => string.Equals(x, y, StringComparison.Ordinal),
        (Money x, Money y) => x.Amount == y.Amount && x.Currency == y.Currency && (x.Base is null || y.Base is null || x.Base == y.Base),
        (RecordRef x, RecordRef y) => x.Id == y.Id && string.Equals(x.Type, y.Type, StringComparison.OrdinalIgnoreCase),
        (IReadOnlyList<string> x, IReadOnlyList<string> y) => SameSet(x, y, StringComparer.OrdinalIgnoreCase),
        (IReadOnlyList<long> x, IReadOnlyList<long> y) => SameSet(x, y, EqualityComparer<long>.Default),
        _ => a.Equals(b),
    };

    /// <summary>Many-valued fields have no order of their own.</summary>
    private static bool SameSet<T>(IReadOnlyList<T> x, IReadOnlyList<T> y, IEqualityComparer<T> comparer) =>
        x.Count == y.Count && new HashSet<T>(x, comparer).SetEquals(y);
}

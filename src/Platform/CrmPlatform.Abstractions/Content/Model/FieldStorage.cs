namespace CrmPlatform.Content;

/// <summary>How the values of a field lie in the database: its columns, and the way in and out of them.</summary>
public abstract class FieldStorage
{
    /// <summary>The columns, the one that filters and sorts use first.</summary>
    public abstract IReadOnlyList<StorageColumn> Columns { get; }

    /// <summary>True: values lie in a child table, one row each, and <see cref="Write"/> takes one element.</summary>
    public virtual bool Many => false;

    /// <summary>
    /// Index of the column with the folded text of the first column (<see cref="TextFolding"/>) that text filters and sorts use;
    /// -1 when there is none. A higher layer may ask for it later: whoever adds the column to a table with rows fills it.
    /// </summary>
    public virtual int FoldedColumn => -1;

    /// <summary>Named parts of a value that a query may address, <c>amount.currency</c>: name to column index.</summary>
    public virtual IReadOnlyDictionary<string, int> SubFields => _noSubFields;

    /// <summary>Spreads a value over the columns; a null value empties all.</summary>
    public abstract void Write(object? value, Span<object?> columns);

    /// <summary>Makes the value of the columns; null when it is empty.</summary>
    public abstract object? Read(ReadOnlySpan<object?> columns);

    private static readonly IReadOnlyDictionary<string, int> _noSubFields =
        new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
}

/// <summary>One column.</summary>
/// <param name="Name">As in the database: the field's id in lower case, with <c>__part</c> for further columns.</param>
/// <param name="Scale">Decimal: digits after the point.</param>
/// <param name="Folds">
/// Text: filters and sorts over this column compare its folded text (<see cref="TextFolding.Fold"/>), which SQL has to make.
/// False: it is compared as it is, because it holds folded text, a choice's id, a normalised mail or number.
/// </param>
public sealed record StorageColumn(string Name, StorageKind Kind, int Scale = 0, bool Folds = false);

/// <summary>Kinds of columns and what the values are in .NET.</summary>
public enum StorageKind
{
    /// <summary>string</summary>
    Text,

    /// <summary>long</summary>
    Integer,

    /// <summary>decimal: numeric on PostgreSQL, a scaled integer on SQLite.</summary>
    Decimal,

    /// <summary>DateOnly</summary>
    Date,

    /// <summary>DateTimeOffset in UTC, milliseconds.</summary>
    Instant,

    /// <summary>bool</summary>
    Boolean,
}

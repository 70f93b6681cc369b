using System.Text.Json.Serialization;

namespace CrmPlatform.Content.Importing;

/// <summary>
/// Imports of tables (CSV, XLSX) and vCards: in the background, in slices that survive a kill, as one act.
/// </summary>
public interface IImports
{
    /// <summary>
    /// Copies the file to the tenant's files, checks it whole (text, head, quotes) and the mapping, and notes the import for
    /// <see cref="RunAsync"/>. Nothing is kept of what is refused. Reasons of refused rows come in the culture of the caller
    /// (<see cref="System.Globalization.CultureInfo.CurrentUICulture"/>), or the tenant's.
    /// </summary>
    /// <returns>The import's number.</returns>
    /// <exception cref="Errors.UserError"><c>import.*</c>: the file or the mapping is refused.</exception>
    Task<long> StartAsync(Actor actor, Stream file, string fileName, ImportMapping mapping, bool dryRun, CancellationToken cancellationToken);

    /// <summary>
    /// Runs (or goes on with) an import to its end in the caller's flow, behind others of the tenant. Cancelled, it stops after the
    /// slice at hand and can be gone on with.
    /// </summary>
    Task<ImportProgress> RunAsync(long import, IProgress<ImportProgress>? progress, CancellationToken cancellationToken);

    Task<ImportProgress?> FindAsync(long import, CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<ImportProgress>> ListAsync(int limit, CancellationToken cancellationToken);

    /// <summary>The refused rows: the file's own columns and the reasons beside them; null when there is none.</summary>
    Task<Stream?> OpenErrorsAsync(long import, CancellationToken cancellationToken);

    /// <summary>Goes on with imports of the current tenant that a stopped process left. Called when the host starts.</summary>
    Task ResumeAsync(CancellationToken cancellationToken);
}

/// <summary>Where an import stands. Counts are of rows.</summary>
/// <param name="Errors">Path of the CSV with the refused rows, or null.</param>
/// <param name="Percent">0 to 100, by rows dealt with.</param>
public sealed record ImportProgress(
    long Id,
    string FileName,
    string Type,
    ImportState State,
    bool DryRun,
    long? Act,
    long Read,
    long Created,
    long Updated,
    long Unchanged,
    long Refused,
    string? Errors,
    int Percent,
    string? Failure)
{
    /// <summary>Values that did not fit and were left out, where the mapping says so.</summary>
    public long Emptied { get; init; }

    /// <summary>The first ten rows that were refused, and the first ten that came in without some of their values.</summary>
    public IReadOnlyList<ImportNote> Notes { get; init; } = [];
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Name of who imported.</summary>
    public string By { get; init; } = "";
}

/// <summary>What is to be said of a row.</summary>
/// <param name="Line">1-based line of the file that it begins in.</param>
/// <param name="Name">What the row calls its record; empty when it does not.</param>
/// <param name="Refused">False: it came in, but for the values that the reason speaks of.</param>
/// <param name="Reason">In the language of who imported.</param>
public sealed record ImportNote(long Line, string Name, bool Refused, string Reason);

public enum ImportState
{
    Waiting,
    Running,
    Done,
    Failed,
}

/// <summary>A mapping file: which column goes where. JSON, camelCase, comments allowed.</summary>
public sealed record ImportMapping
{
    /// <summary>The content type.</summary>
    public required string Type { get; init; }

    /// <summary>
    /// How an existing record is recognised: <c>key</c> or a field. Rows that match update it, with the cells that are not blank.
    /// Absent: every row is new.
    /// </summary>
    public string? Match { get; init; }

    /// <summary>
    /// Field id to where its value comes from. <c>key</c> sets the external key; <c>address.city</c> one part of a field.
    /// </summary>
    public required IReadOnlyDictionary<string, ImportColumn> Fields { get; init; }

    /// <summary>When a record entered its stages, for the funnel: stage id (or <c>won</c>, <c>lost</c>) to the column with the date.</summary>
    public IReadOnlyDictionary<string, ImportColumn>? Entered { get; init; }

    /// <summary>File format; guessed when absent.</summary>
    public string? Delimiter { get; init; }

    /// <summary>utf-8, utf-16 or windows-1251; guessed when absent (byte order mark, then validity as UTF-8).</summary>
    public string? Encoding { get; init; }

    /// <summary>Workbooks: the sheet; the first that holds anything when absent.</summary>
    public string? Sheet { get; init; }

    /// <summary>Exact .NET date format, e.g. <c>M/d/yyyy</c>; ISO when absent.</summary>
    public string? DateFormat { get; init; }

    /// <summary>Culture of numbers and names of months; invariant when absent.</summary>
    public string? Culture { get; init; }

    /// <summary>Currency of amounts that carry none; the tenant's base currency when absent.</summary>
    public string? Currency { get; init; }

    /// <summary>Country (ISO 3166) of phone numbers that carry none.</summary>
    public string? Country { get; init; }

    /// <summary>What to do with a value that does not fit a field which may be empty. Required fields, the match and the key refuse the row in any case.</summary>
    public UnfitValue Unfit { get; init; }

    /// <summary>True: handlers that automate run for the rows; absent: imports of old data skip them.</summary>
    public bool Automation { get; init; }

    /// <summary>True: stage gates are checked; absent: old data is taken as it is.</summary>
    public bool Gates { get; init; }
}

/// <summary>Where a field's value comes from.</summary>
public sealed record ImportColumn
{
    /// <summary>The column's head; compared without regard to case.</summary>
    public string? Column { get; init; }

    /// <summary>Several columns instead of one: the cells that are not blank, joined by <see cref="Join"/>.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Between the cells of <see cref="Columns"/>; a space when absent.</summary>
    public string? Join { get; init; }

    /// <summary>
    /// The same value for every row, or for rows where the column is empty. For new records: those that are there already keep
    /// what they have.
    /// </summary>
    public string? Default { get; init; }

    /// <summary>What the file calls things: value in the file to the value meant (<c>GTXPro</c> to <c>GTX Pro</c>).</summary>
    public IReadOnlyDictionary<string, string>? Aliases { get; init; }

    /// <summary>Many-valued lookups: what separates the names in a cell; <c>;</c> when absent.</summary>
    public string? Split { get; init; }

    /// <summary>Lookup fields: the target's field that the value names (default: its name field; <c>key</c>).</summary>
    public string? LookupBy { get; init; }

    /// <summary>Lookup fields: what to do with a name that is not there: refuse (default), create, or empty.</summary>
    public MissingLookup Missing { get; init; }

    /// <summary>
    /// Created lookups: further fields of theirs, field id to where the value comes from in this row. Lookups among them may create
    /// in turn: a team with its head and the team above it.
    /// </summary>
    public IReadOnlyDictionary<string, ImportColumn>? CreateWith { get; init; }

    /// <summary>Numbers are multiplied by this: revenue in millions has 1000000.</summary>
    public decimal? Multiply { get; init; }
}

/// <summary>
/// What to do with a name that is not there. A name of the type being imported may also stand in another row of the file,
/// earlier or later: it counts as missing only when no row brings it.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<MissingLookup>))]
public enum MissingLookup
{
    Refuse,
    Create,
    Empty,
}

/// <summary>What to do with a value that does not fit its field.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UnfitValue>))]
public enum UnfitValue
{
    /// <summary>Refuse the row.</summary>
    Refuse,

    /// <summary>Leave the value out, as if the cell were blank.</summary>
    Empty,
}

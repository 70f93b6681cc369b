using CrmPlatform.Content.Importing.Files;
using CrmPlatform.Errors;

namespace CrmPlatform.Content.Importing.Drafts;

/// <summary>
/// Imports in the making: a file that was chosen, and the mapping that a person gives it. What comes of it is an ordinary import
/// with an ordinary mapping file. Drafts are their person's own, and go after a day.
/// </summary>
public interface IImportDrafts
{
    /// <summary>
    /// Takes a file in, finds out how it is written, and guesses the mapping: the one that files with the same head had, else from
    /// names and values of the columns.
    /// </summary>
    /// <param name="type">The content type; null: the one that the columns fit best.</param>
    /// <exception cref="UserError"><c>import.*</c>: the file cannot be read.</exception>
    Task<ImportDraft> CreateAsync(Actor actor, Stream file, string fileName, string? type, ImportHints hints, CancellationToken cancellationToken);

    /// <exception cref="UserError"><c>import.draft-unknown</c>: gone, or another person's.</exception>
    Task<ImportDraft> GetAsync(Actor actor, string draft, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps a mapping. When it reads the file in another way (encoding, separator, sheet) or is about another type, its columns
    /// are guessed anew.
    /// </summary>
    Task<ImportDraft> SaveAsync(Actor actor, string draft, ImportMapping mapping, ImportHints hints, CancellationToken cancellationToken);

    /// <summary>The first rows as they will be, through the gate and back.</summary>
    /// <exception cref="UserError">The mapping does not fit.</exception>
    Task<ImportPreview> PreviewAsync(Actor actor, string draft, int rows, CancellationToken cancellationToken);

    /// <summary>Notes the import, or its dry run, for <see cref="IImports.RunAsync"/>; a real one is remembered for files with the same head.</summary>
    /// <param name="draft">As the person saw it: a choice that was sent before and overtaken must not have its way.</param>
    /// <returns>The import's number.</returns>
    Task<long> StartAsync(Actor actor, ImportDraft draft, bool dryRun, CancellationToken cancellationToken);
}

/// <summary>What is likely, where a file does not tell.</summary>
/// <param name="Culture">Of the person: whether 1/2 is a day in January or in February.</param>
/// <param name="Country">Of phone numbers that carry none (ISO 3166).</param>
public sealed record ImportHints(System.Globalization.CultureInfo Culture, string Country);

/// <summary>An import in the making.</summary>
public sealed record ImportDraft
{
    public required string Id { get; init; }

    /// <summary>The actor's id.</summary>
    public required string By { get; init; }
    public required string FileName { get; init; }
    public required ImportFileKind Kind { get; init; }
    public required string Hash { get; init; }

    /// <summary>How the file is read now.</summary>
    public required string Encoding { get; init; }
    public required string Delimiter { get; init; }
    public string? Sheet { get; init; }
    public IReadOnlyList<string> Sheets { get; init; } = [];
    public required IReadOnlyList<DraftColumn> Columns { get; init; }

    /// <summary>It is a file of refused rows that was mended: the column of reasons, which is none of <see cref="Columns"/>, is passed over.</summary>
    public bool Mended { get; init; }

    /// <summary>Rows below the head.</summary>
    public required long Rows { get; init; }
    public required ImportMapping Mapping { get; init; }

    /// <summary>The mapping is that of an earlier file with the same head.</summary>
    public bool Remembered { get; init; }

    /// <summary>The last dry run of this very mapping.</summary>
    public long? DryRun { get; init; }
}

/// <summary>A column of the file.</summary>
/// <param name="Usable">False: it has no head, or shares it with another, so that a mapping cannot name it.</param>
/// <param name="Filled">How many of the rows looked at have a value.</param>
/// <param name="Distinct">All of these differ.</param>
/// <param name="Samples">The first different values.</param>
public sealed record DraftColumn(string Name, bool Usable, int Filled, bool Distinct, IReadOnlyList<string> Samples);

/// <summary>The first rows as they will be.</summary>
/// <param name="Fields">What the columns of the preview are: as the mapping names them, and the fields that these are of.</param>
/// <param name="Repeats">Null while rows are recognised, or repeat nothing.</param>
public sealed record ImportPreview(IReadOnlyList<PreviewField> Fields, IReadOnlyList<PreviewRow> Rows, ImportRepeats? Repeats = null);

/// <param name="Path">As the mapping names it: <c>name</c>, <c>address</c>, <c>key</c>.</param>
public sealed record PreviewField(string Path, ContentField Field);

/// <param name="Outcome">Null: the row is refused.</param>
/// <param name="Existing">The record that it is about.</param>
/// <param name="Faults">Why it is refused, apart from what stands at its cells.</param>
public sealed record PreviewRow(long Line, PreviewOutcome Outcome, RecordRef? Existing, IReadOnlyList<PreviewCell> Cells, IReadOnlyList<UserError> Faults);

public enum PreviewOutcome
{
    Refused,
    Created,
    Updated,
    Unchanged,
}

/// <param name="Text">What the file says.</param>
/// <param name="Value">What is made of it; of a lookup the names.</param>
/// <param name="Missing">Lookups: the records named so are not there, and will be created.</param>
/// <param name="Emptied">The value does not fit, and the row comes in without it.</param>
public sealed record PreviewCell(string Text, object? Value, bool Missing, UserError? Error, bool Emptied = false);

/// <summary>Rows that nothing recognises, though they are about records that are there or about the same.</summary>
/// <param name="Path">The field that would tell, as the mapping names it.</param>
/// <param name="Existing">How many of the values looked at are there already.</param>
public sealed record ImportRepeats(string Path, ContentField Field, int Existing);

using CrmPlatform.Errors;

namespace CrmPlatform.Content.Importing;

/// <summary>What an import refuses: the file, the mapping, or single rows.</summary>
public static class ImportErrors
{
    public static readonly ErrorCode EmptyFile = new("import.empty-file", "{file} is empty. A line of column heads and rows below it are expected.");
    public static readonly ErrorCode BinaryFile = new("import.binary-file", "{file} is no table that can be read ({kind}). Choose a CSV, XLSX or vCard file, or save the table as one.");
    public static readonly ErrorCode BrokenWorkbook = new("import.broken-workbook", "{file} cannot be read as an XLSX workbook ({problem}). Open it in your spreadsheet program, save it again, or save the table as CSV.");
    public static readonly ErrorCode TableTooLarge = new("import.table-too-large", "{file} unpacks to more than {max} MB, which is too much for a workbook. Save the table as CSV and import that.");
    public static readonly ErrorCode UnknownSheet = new("import.unknown-sheet", "{file} has no sheet \"{sheet}\". Its sheets are: {sheets}.");
    public static readonly ErrorCode BadEncoding = new("import.bad-encoding", "{file} is not text in {encoding}. Mend the mapping's encoding, or leave it out to have it guessed.");
    public static readonly ErrorCode MissingColumn = new("import.missing-column", "{file} has no column \"{column}\". Its columns are: {columns}. Mend the file or the mapping.");
    public static readonly ErrorCode DuplicateHeader = new("import.duplicate-header", "{file} has more than one column \"{column}\". Rename one of them.");
    public static readonly ErrorCode TooManyColumns = new("import.too-many-columns", "{file} has {columns} columns; at most {max} can be read. Is the delimiter right?");
    public static readonly ErrorCode UnterminatedQuote = new("import.unterminated-quote", "In {file} a quoted cell is never closed; its row begins in line {line}. Close the quote and import again; nothing was imported.");
    public static readonly ErrorCode TextAfterQuote = new("import.text-after-quote", "In {file} there is text after the closing quote of a cell; the row begins in line {line}. Double the quotes inside the cell and import again; nothing was imported.");
    public static readonly ErrorCode RowTooLong = new("import.row-too-long", "In {file} the row that begins in line {line} is longer than {max} MB. A quote that is not closed does this. Nothing was imported.");
    public static readonly ErrorCode MappingSyntax = new("import.mapping-syntax", "The mapping cannot be read at {where}: {problem}");
    public static readonly ErrorCode BadMapping = new("import.bad-mapping", "In the mapping, {where} cannot be \"{value}\". {hint}");
    public static readonly ErrorCode NothingMapped = new("import.nothing-mapped", "The mapping names no fields. Say which column goes where.");
    public static readonly ErrorCode MatchNotMapped = new("import.match-not-mapped", "Rows are to be recognised by {match}, but the mapping gives it no column. Map it, or choose another match.");
    public static readonly ErrorCode SameFile = new("import.same-file", "{file} was imported before (import {import}), and without a match its rows would come in twice. Give the mapping a match, or undo the first import.", 409);
    public static readonly ErrorCode Running = new("import.running", "An import of this tenant is already running in another process. Wait until it has ended.", 409);
    public static readonly ErrorCode Unknown = new("import.unknown", "There is no import {import}.", 404);
    public static readonly ErrorCode DraftUnknown = new("import.draft-unknown", "This import is not there any more: it was finished, or given up for a day. Choose the file again.", 404);
    public static readonly ErrorCode NoFile = new("import.no-file", "No file was chosen. Choose a CSV, XLSX or vCard file.");
    public static readonly ErrorCode FileTooLarge = new("import.file-too-large", "The file is larger than {max} MB. Split it, or import it with the command line.", 413);
    public static readonly ErrorCode FileGone = new("import.file-gone", "The file of import {import} is not there any more. Start the import again; rows that are in already are recognised by their match.", 409);

    public static readonly ErrorCode CellCount = new("import.cell-count", "The row has {cells} cells, the head has {columns}.", 422);
    public static readonly ErrorCode LeftEmpty = new("import.left-empty", "The row comes in, but without this: {reasons}", 422);
    public static readonly ErrorCode CompanyCard = new("import.company-card", "This is the card of a firm, \"{name}\": it names no person. Import the file once more into {types} to bring it in.", 422);
    public static readonly ErrorCode MatchEmpty = new("import.match-empty", "{field} is empty, but rows are recognised by it. Fill it in.", 422);
    public static readonly ErrorCode MatchAmbiguous = new("import.match-ambiguous", "{field} \"{value}\" fits {count} records: {records}. Merge them under Duplicates, then import the row again.", 422);
    public static readonly ErrorCode LookupMissing = new("import.lookup-missing", "{field}: there is no {type} \"{value}\". Mend the name, or create it first.", 422);
    public static readonly ErrorCode LookupAmbiguous = new("import.lookup-ambiguous", "{field}: \"{value}\" fits {count} records: {records}. Merge them under Duplicates, or name the right one by another field.", 422);
}

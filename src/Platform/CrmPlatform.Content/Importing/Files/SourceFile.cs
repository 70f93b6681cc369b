using System.Security.Cryptography;
using CrmPlatform.Content.Importing.Files.Cards;
using CrmPlatform.Content.Importing.Files.Workbooks;

namespace CrmPlatform.Content.Importing.Files;

/// <summary>What a file to import is. Whatever it is, rows are read from a table: a CSV file.</summary>
public enum ImportFileKind
{
    Csv,

    /// <summary>XLSX: one sheet of it.</summary>
    Workbook,

    /// <summary>vCard (.vcf): a row for each card.</summary>
    Cards,
}

/// <summary>A file that was taken in.</summary>
/// <param name="Encoding">Of the table, as <see cref="TextSniffer.Find"/> knows it.</param>
/// <param name="Hash">SHA-256 of the file as it came.</param>
/// <param name="Sheets">Workbooks: the names of the sheets, in order.</param>
/// <param name="Sheet">Workbooks: the sheet that was read.</param>
internal sealed record SourceTable(ImportFileKind Kind, string Encoding, string Hash, IReadOnlyList<string> Sheets, string? Sheet)
{
    /// <summary>What separates the cells, where that is known.</summary>
    public string? Delimiter => Kind == ImportFileKind.Csv ? null : ",";
}

/// <summary>
/// Takes a file in: copies it, finds out what it is, and makes a table of what is none. A workbook or a pile of cards is turned
/// into CSV once, so that everything behind it (slices that survive a kill, refused rows, second passes) knows one kind of file.
/// </summary>
internal static class SourceFile
{
    /// <summary>Beside the table while it is made.</summary>
    private const string Raw = ".raw";

    /// <param name="mapping">What it says of encoding, sheet, dates and numbers; null: what is usual.</param>
    public static async Task<SourceTable> TakeAsync(
        Stream file, string table, string fileName, ImportMapping? mapping, CancellationToken cancellationToken)
    {
        var (sniffer, hash) = await DiskSpace.GuardAsync(() => CopyAsync(file, table, cancellationToken));
        if (sniffer.Kind == ImportFileKind.Csv)
        {
            return new SourceTable(ImportFileKind.Csv, sniffer.Finish(fileName, mapping?.Encoding), hash, [], null);
        }

        File.Move(table, table + Raw, overwrite: true);
        try
        {
            return await DiskSpace.GuardAsync(() => Task.Run(() => Convert(sniffer, table, fileName, mapping, hash, cancellationToken), cancellationToken));
        }
        finally
        {
            File.Delete(table + Raw);
        }
    }

    private static SourceTable Convert(
        TextSniffer sniffer, string table, string fileName, ImportMapping? mapping, string hash, CancellationToken cancellationToken)
    {
        using var writer = new TableWriter(table, fileName);
        if (sniffer.Kind == ImportFileKind.Cards)
        {
            CardFile.Convert(table + Raw, sniffer.Finish(fileName, mapping?.Encoding), writer, cancellationToken);
            return new SourceTable(ImportFileKind.Cards, "utf-8", hash, [], null);
        }

        using var workbook = Workbook.Open(table + Raw, fileName, CellText.Of(mapping));
        var chosen = workbook.Find(mapping?.Sheet);
        foreach (var row in workbook.Rows(chosen))
        {
            cancellationToken.ThrowIfCancellationRequested();
            writer.Add(row);
        }

        return new SourceTable(ImportFileKind.Workbook, "utf-8", hash, workbook.Sheets, chosen);
    }

    private static async Task<(TextSniffer Sniffer, string Hash)> CopyAsync(Stream file, string path, CancellationToken cancellationToken)
    {
        var sniffer = new TextSniffer();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using (var copy = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous))
        {
            var buffer = new byte[128 * 1024];
            int read;
            while ((read = await file.ReadAsync(buffer, cancellationToken)) > 0)
            {
                sniffer.Add(buffer.AsSpan(0, read));
                hash.AppendData(buffer, 0, read);
                await copy.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }

            copy.Flush(flushToDisk: true);
        }

        return (sniffer, System.Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}

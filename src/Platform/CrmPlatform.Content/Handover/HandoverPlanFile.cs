using System.Globalization;
using CrmPlatform.Content.Importing.Files;

namespace CrmPlatform.Content.Handover;

/// <summary>Who gets what, as it was shared out when the work began: a kill must not part a client from what belongs to it.</summary>
internal static class HandoverPlanFile
{
    public static Task WriteAsync(string path, IReadOnlyList<(RecordRef Record, long Receiver)> given, CancellationToken cancellationToken) =>
        WholeFile.WriteAsync(path, string.Concat(given.Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Record.Type} {g.Record.Id} {g.Receiver}\n"))), cancellationToken);

    /// <summary>Null: there is none.</summary>
    public static async Task<IReadOnlyList<(RecordRef Record, long Receiver)>?> ReadAsync(string path, CancellationToken cancellationToken) =>
        File.Exists(path)
            ? [.. (await File.ReadAllLinesAsync(path, cancellationToken)).Select(l => l.Split(' ')).Select(p => (new RecordRef(p[0], Number(p[1])), Number(p[2])))]
            : null;

    private static long Number(string text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}

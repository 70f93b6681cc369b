namespace CrmPlatform.Content.Importing.Files;

/// <summary>Writes a small file whole or not at all: who reads it meanwhile, or after a writer that gave up half way, finds what was there before.</summary>
internal static class WholeFile
{
    public static async Task WriteAsync(string path, string text, CancellationToken cancellationToken)
    {
        var part = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            await File.WriteAllTextAsync(part, text, cancellationToken);
            File.Move(part, path, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }
}

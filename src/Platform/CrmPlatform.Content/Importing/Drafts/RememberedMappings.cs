using System.Security.Cryptography;
using System.Text;
using CrmPlatform.Content.Importing.Files;
using CrmPlatform.Content.Importing.Mapping;
using CrmPlatform.Errors;

namespace CrmPlatform.Content.Importing.Drafts;

/// <summary>The mappings of a tenant's imports by the heads of their files, so that next month's file needs no mapping.</summary>
internal sealed class RememberedMappings(IImportFiles files)
{
    private const string Folder = "mappings";

    public async Task KeepAsync(IReadOnlyList<DraftColumn> columns, ImportMapping mapping, CancellationToken cancellationToken)
    {
        var json = ImportMappings.Write(mapping);
        await WholeFile.WriteAsync(PathOf(columns, mapping.Type), json, cancellationToken);
        await WholeFile.WriteAsync(PathOf(columns, null), json, cancellationToken);
    }

    /// <param name="type">Null: whichever it was the last time.</param>
    public async Task<ImportMapping?> FindAsync(IReadOnlyList<DraftColumn> columns, string? type, CancellationToken cancellationToken)
    {
        var path = PathOf(columns, type);
        try
        {
            return File.Exists(path) ? await ImportMappings.ReadAsync(path, cancellationToken) : null;
        }
        catch (UserError)
        {
            // Of a version that knew other members: guessed anew.
            return null;
        }
    }

    private string PathOf(IReadOnlyList<DraftColumn> columns, string? type)
    {
        var head = string.Join('\n', columns.Select(c => TextFolding.Fold(c.Name)));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{type?.ToUpperInvariant()}\n{head}")))[..32];
        return files.PathOf(Folder, hash + ".json");
    }
}

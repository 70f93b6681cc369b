using CrmPlatform.Errors;
using CrmPlatform.Hosting;
using CrmPlatform.Recipes;
using Microsoft.Extensions.Logging;

namespace CrmPlatform.Kernel.Recipes;

/// <summary>Reads recipes from the host's folders, whole and strictly, before anything is written.</summary>
internal sealed class RecipeReader(PlatformOptions options, ILogger<RecipeReader> log)
{
    private const string ManifestFile = "recipe.json";

    private static readonly string[] _steps = ["types", "parts", "pipelines", "views", "roles", "navigation", "records"];

    /// <summary>All recipes by id. One whose manifest is broken is left out and named in the log; asked for by id, it is an error.</summary>
    public async Task<IReadOnlyList<RecipeManifest>> ListAsync(CancellationToken cancellationToken)
    {
        var manifests = new List<RecipeManifest>();
        foreach (var folder in Folders())
        {
            try
            {
                manifests.Add(await ReadManifestAsync(folder, cancellationToken));
            }
            catch (UserError error)
            {
                log.LogWarning("The recipe in {Folder} is left out ({Id}). {Reason}", folder, error.Id, error.Message);
            }
        }

        return [.. manifests.OrderBy(m => m.Id, StringComparer.Ordinal)];
    }

    public async Task<RecipeSource> ReadAsync(string id, CancellationToken cancellationToken)
    {
        var (folder, manifest) = await FindAsync(id, cancellationToken);
        var draft = new RecipeDraft(manifest.Id);
        foreach (var step in manifest.Steps)
        {
            await ReadStepAsync(folder, step, draft, cancellationToken);
        }

        var recipe = new Recipe(manifest, folder, draft.ToLayer(), [.. draft.Records.Select(r => r.Value)]);
        return new RecipeSource(recipe, [.. draft.Records.Select(r => r.Place)]);
    }

    private IEnumerable<string> Folders() => options.RecipeFolders
        .Where(Directory.Exists)
        .SelectMany(f => Directory.EnumerateDirectories(f).Order(StringComparer.Ordinal))
        .Where(f => File.Exists(Path.Combine(f, ManifestFile)));

    private async Task<(string Folder, RecipeManifest Manifest)> FindAsync(string id, CancellationToken cancellationToken)
    {
        // A folder of that name comes first, so that what is wrong with its manifest is told.
        foreach (var folder in Folders().OrderBy(f => !IsNamed(f, id)))
        {
            try
            {
                var manifest = await ReadManifestAsync(folder, cancellationToken);
                if (string.Equals(manifest.Id, id, StringComparison.OrdinalIgnoreCase))
                {
                    return (folder, manifest);
                }
            }
            catch (UserError) when (!IsNamed(folder, id))
            {
                // Another recipe's mistake; ListAsync tells of it.
            }
        }

        var known = await ListAsync(cancellationToken);
        throw RecipeErrors.NotFound.With(("recipe", id), ("known", string.Join(", ", known.Select(m => m.Id))));
    }

    private static bool IsNamed(string folder, string id) => string.Equals(Path.GetFileName(folder), id, StringComparison.OrdinalIgnoreCase);

    private static async Task<RecipeManifest> ReadManifestAsync(string folder, CancellationToken cancellationToken)
    {
        var name = $"{Path.GetFileName(folder)}/{ManifestFile}";
        var file = new RecipeFile(name, "recipe");
        var root = await file.ReadAsync(Path.Combine(folder, ManifestFile), cancellationToken);
        var (manifest, place) = file.Read<RecipeManifest>(root, "the file itself");
        RecipeDraft.CheckId(manifest.Id, place);
        foreach (var (step, index) in manifest.Steps.Select((s, i) => (s, i + 1)))
        {
            if (!_steps.Contains(step.Step, StringComparer.Ordinal))
            {
                throw RecipeErrors.UnknownStep.With(("file", name), ("step", step.Step), ("item", index), ("known", string.Join(", ", _steps)));
            }
        }

        return manifest;
    }

    private static async Task ReadStepAsync(string folder, RecipeStep step, RecipeDraft draft, CancellationToken cancellationToken)
    {
        var root = Path.GetFullPath(folder) + Path.DirectorySeparatorChar;
        var path = Path.GetFullPath(Path.Combine(root, step.File));
        var name = $"{Path.GetFileName(folder)}/{step.File}";
        if (!path.StartsWith(root, StringComparison.Ordinal) || !File.Exists(path))
        {
            throw RecipeErrors.MissingFile.With(("file", name), ("step", step.Step));
        }

        var file = new RecipeFile(name, step.Step);
        var json = await file.ReadAsync(path, cancellationToken);
        draft.Add(step.Step, file, json);
    }
}

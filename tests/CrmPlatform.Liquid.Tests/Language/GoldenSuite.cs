using System.Text.Json;

namespace CrmPlatform.Liquid.Tests.Language;

/// <summary>The public Golden Liquid suite, read from the folder beside the repository when it is there.</summary>
internal static class GoldenSuite
{
    public const string Missing = "golden_liquid.json is not at ../shared/data/golden-liquid beside the repository";

    public static IReadOnlyDictionary<string, JsonElement> Cases { get; } = Load();

    private static Dictionary<string, JsonElement> Load()
    {
        var path = FindFile();
        if (path is null)
        {
            return [];
        }

        var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return document.RootElement.GetProperty("tests").EnumerateArray()
            .ToDictionary(test => test.GetProperty("name").GetString()!, StringComparer.Ordinal);
    }

    private static string? FindFile()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CrmPlatform.sln")))
            {
                var file = Path.Combine(folder.FullName, "..", "shared", "data", "golden-liquid", "golden_liquid.json");
                return File.Exists(file) ? file : null;
            }
        }

        return null;
    }
}

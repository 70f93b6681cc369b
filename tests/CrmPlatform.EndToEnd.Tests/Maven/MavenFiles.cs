using Xunit;

namespace CrmPlatform.EndToEnd.Tests.Maven;

/// <summary>The Maven CRM data set, which lies beside the repository and is not part of it, and the mappings of the recipe.</summary>
internal static class MavenFiles
{
    private static readonly string _root = Root();

    private static string Folder => Path.Combine(_root, "..", "shared", "data", "maven-crm");

    public static string Data(string file) => Path.GetFullPath(Path.Combine(Folder, file));

    public static string Mapping(string name) => Path.Combine(_root, "recipes", "b2b-sales", "imports", "maven", name + ".import.json");

    public static void SkipWithout() =>
        Assert.SkipUnless(File.Exists(Data("sales_pipeline.csv")), "The Maven data set is not beside the repository (../shared/data/maven-crm).");

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "CrmPlatform.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests run outside the repository.");
        }

        return folder;
    }
}

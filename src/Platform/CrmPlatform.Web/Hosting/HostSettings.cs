using CrmPlatform.Hosting;

namespace CrmPlatform.Web.Hosting;

/// <summary>Where the host finds its data, recipes and modules: command line, then environment, then configuration, then defaults.</summary>
public static class HostSettings
{
    public const string DefaultUrl = "http://127.0.0.1:5080";
    public const string DataVariable = "CRM_DATA";
    private const string Section = "Platform";

    /// <summary>Full path of the data directory: <c>--data</c>, else CRM_DATA, else <c>./data</c>.</summary>
    public static string DataDirectory(string? option) =>
        Path.GetFullPath(
            option is { Length: > 0 } ? option
            : Environment.GetEnvironmentVariable(DataVariable) is { Length: > 0 } variable ? variable
            : "data");

    /// <summary>Options of the platform from configuration (section <c>Platform</c>); the data directory must be among them.</summary>
    public static PlatformOptions Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        return new PlatformOptions
        {
            DataDirectory = Path.GetFullPath(section[nameof(PlatformOptions.DataDirectory)] ?? DataDirectory(null)),
            RecipeFolders = Folders(section.GetSection(nameof(PlatformOptions.RecipeFolders)), "recipes"),
            ModuleFolders = Folders(section.GetSection(nameof(PlatformOptions.ModuleFolders)), "modules"),
            HostConnection = section[nameof(PlatformOptions.HostConnection)],
        };
    }

    /// <summary>As configuration: what the command line said wins over files and environment.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> DataDirectorySetting(string directory) =>
        [new($"{Section}:{nameof(PlatformOptions.DataDirectory)}", directory)];

    /// <summary>Those configured and the one beside the program, as far as they exist.</summary>
    private static string[] Folders(IConfigurationSection section, string own) =>
    [
        .. section.GetChildren()
            .Select(c => c.Value)
            .OfType<string>()
            .Append(Path.Combine(AppContext.BaseDirectory, own))
            .Select(Path.GetFullPath)
            .Where(Directory.Exists)
            .Distinct(StringComparer.Ordinal),
    ];
}

namespace CrmPlatform.Hosting;

/// <summary>What the host says about itself; section <c>Platform</c> of its configuration.</summary>
public sealed record PlatformOptions
{
    /// <summary>Where everything that lasts lives: host database, tenants, keys, files.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Folders with recipes, each in a folder of its own.</summary>
    public IReadOnlyList<string> RecipeFolders { get; init; } = [];

    /// <summary>Folders with modules of others, each in a folder of its own.</summary>
    public IReadOnlyList<string> ModuleFolders { get; init; } = [];

    /// <summary>Connection string of a PostgreSQL host database shared by several hosts; null: a SQLite file in the data directory.</summary>
    public string? HostConnection { get; init; }
}

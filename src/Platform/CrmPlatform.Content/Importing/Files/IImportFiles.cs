using CrmPlatform.Hosting;
using CrmPlatform.Tenants;

namespace CrmPlatform.Content.Importing.Files;

/// <summary>Where imports of the current tenant keep their files: the copy they read, refused rows, rows that wait.</summary>
public interface IImportFiles
{
    /// <summary>Full path of a file of an import; its folder is made at need.</summary>
    string PathOf(string import, string file);

    /// <summary>Removes files of an import, or (null) all of them.</summary>
    void Delete(string import, string? file = null);

    /// <summary>
    /// Takes the tenant's one place to run imports; null while another process has it. Dispose of it to free it.
    /// </summary>
    IDisposable? TryLock();
}

/// <summary>In the data directory, beside the tenant's other files: shared by its hosts, and part of its backup.</summary>
public sealed class ImportFiles(PlatformOptions options, ITenantAccessor tenants) : IImportFiles
{
    private string Root => Path.Combine(options.DataDirectory, "tenants", tenants.Current.Name, "files", "imports");

    public string PathOf(string import, string file) =>
        Path.Combine(Directory.CreateDirectory(Path.Combine(Root, import)).FullName, file);

    public void Delete(string import, string? file = null)
    {
        var folder = Path.Combine(Root, import);
        if (file is not null)
        {
            File.Delete(Path.Combine(folder, file));
        }
        else if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public IDisposable? TryLock()
    {
        try
        {
            Directory.CreateDirectory(Root);
            return new FileStream(Path.Combine(Root, "running.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}

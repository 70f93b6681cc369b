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

    /// <summary>Removes folders that nothing was written to since an instant.</summary>
    void DeleteOld(string prefix, DateTimeOffset since);

    /// <summary>
    /// The tenant's one place to run imports, until disposed of: two at once would both create what neither found. Waits for
    /// others of this process; refuses (<c>import.running</c>) while another process has it.
    /// </summary>
    Task<IDisposable> LockAsync(CancellationToken cancellationToken);

    /// <summary>One at a time has the files of an import in the making, until disposed of: its page sends each change while an earlier one may still be at work.</summary>
    Task<IDisposable> LockAsync(string import, CancellationToken cancellationToken);
}

/// <summary>In the data directory, beside the tenant's other files: shared by its hosts, and part of its backup.</summary>
public sealed class ImportFiles(PlatformOptions options, ITenantAccessor tenants) : IImportFiles
{
    private readonly Turns _turns = new();

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

    public void DeleteOld(string prefix, DateTimeOffset since)
    {
        var root = new DirectoryInfo(Root);
        foreach (var folder in root.Exists ? root.EnumerateDirectories(prefix + "*").ToList() : [])
        {
            if (folder.EnumerateFiles().Select(f => f.LastWriteTimeUtc).Append(folder.LastWriteTimeUtc).Max() < since.UtcDateTime)
            {
                folder.Delete(recursive: true);
            }
        }
    }

    public async Task<IDisposable> LockAsync(CancellationToken cancellationToken)
    {
        var turn = await _turns.TakeAsync(Root, cancellationToken);
        try
        {
            Directory.CreateDirectory(Root);
            var file = new FileStream(Path.Combine(Root, "running.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return new Place(turn, file);
        }
        catch (IOException)
        {
            turn.Dispose();
            throw ImportErrors.Running.With();
        }
    }

    public Task<IDisposable> LockAsync(string import, CancellationToken cancellationToken) =>
        _turns.TakeAsync(Path.Combine(Root, import), cancellationToken);

    private sealed class Place(IDisposable turn, FileStream file) : IDisposable
    {
        public void Dispose()
        {
            file.Dispose();
            turn.Dispose();
        }
    }
}

using System.Globalization;
using CrmPlatform.Errors;
using CrmPlatform.Hosting;

namespace CrmPlatform.Data.Connections;

/// <summary>
/// Holds the data directory for this process, from the first SQLite file it opens until the end. A second process is refused,
/// naming the first.
/// </summary>
internal sealed class DirectoryLock(PlatformOptions options) : IDisposable
{
    private readonly Lock _lock = new();
    private FileStream? _held;

    /// <exception cref="UserError"><c>storage.busy</c></exception>
    public void Hold()
    {
        if (_held is not null)
        {
            return;
        }

        lock (_lock)
        {
            _held ??= Take();
        }
    }

    public void Dispose() => _held?.Dispose();

    private FileStream Take()
    {
        Directory.CreateDirectory(options.DataDirectory);
        var path = Path.Combine(options.DataDirectory, "process.lock");
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (IOException)
        {
            throw PlatformErrors.DatabaseBusy.With(("file", options.DataDirectory), ("process", Holder()));
        }

        // A locked file cannot be read by others, so the number stands in one beside it.
        File.WriteAllText(HolderPath(), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return file;
    }

    private string Holder()
    {
        try
        {
            return File.ReadAllText(HolderPath());
        }
        catch (IOException)
        {
            return "?";
        }
    }

    private string HolderPath() => Path.Combine(options.DataDirectory, "process.pid");
}

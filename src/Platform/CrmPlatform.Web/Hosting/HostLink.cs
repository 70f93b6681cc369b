using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CrmPlatform.Web.Hosting;

/// <summary>
/// How commands find the host that runs on a data directory: <c>host.json</c> there, readable by the host's user alone, with
/// its process, a loopback address, and a secret that is new with each start.
/// </summary>
/// <param name="Url">Loopback address, without a slash at the end.</param>
public sealed record HostLink(int Pid, string Url, string Secret)
{
    private const string FileName = "host.json";

    public static string PathIn(string dataDirectory) => Path.Combine(dataDirectory, FileName);

    /// <summary>The link of a host that is alive; null when there is none, or its process is gone.</summary>
    public static HostLink? Find(string dataDirectory)
    {
        try
        {
            var link = JsonSerializer.Deserialize(File.ReadAllBytes(PathIn(dataDirectory)), HostJson.Default.HostLink);
            return link is not null && IsAlive(link.Pid) ? link : null;
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Write(string dataDirectory)
    {
        var path = PathIn(dataDirectory);
        var aside = path + ".new";
        File.Delete(aside);
        PrivateFile.Write(aside, JsonSerializer.SerializeToUtf8Bytes(this, HostJson.Default.HostLink));
        File.Move(aside, path, overwrite: true);
    }

    private static bool IsAlive(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}

/// <summary>The secret of this start of the host.</summary>
public sealed class HostSecret
{
    public string Value { get; } = RandomNumberGenerator.GetHexString(64, lowercase: true);

    public bool Matches(string? presented) =>
        presented is not null
        && CryptographicOperations.FixedTimeEquals(System.Text.Encoding.UTF8.GetBytes(presented), System.Text.Encoding.UTF8.GetBytes(Value));
}

/// <summary>A command on its way to the host.</summary>
/// <param name="Input">Standard input, when the command reads it.</param>
public sealed record CommandRequest(string[] Args, string WorkingDirectory, string Culture, string? Input);

/// <summary>A piece of a command's answer: text for one of the outputs, or (last) the exit code.</summary>
public sealed record CommandFrame(string? Out = null, string? Err = null, int? Exit = null);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HostLink))]
[JsonSerializable(typeof(CommandRequest))]
[JsonSerializable(typeof(CommandFrame))]
internal sealed partial class HostJson : JsonSerializerContext;

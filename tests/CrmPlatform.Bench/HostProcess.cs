using System.Text.Json;

namespace CrmPlatform.Bench;

/// <summary>The built host as a process of its own, as people run it.</summary>
/// <param name="program">Path of its assembly.</param>
internal sealed class HostProcess(string program, string data) : IAsyncDisposable
{
    public ServerProcess Server { get; } = new("/sign-in", address => [program, "serve", "--urls", address.ToString(), "--data", data]);

    /// <summary>Runs a command to its end and returns what it printed.</summary>
    public async Task<string> RunAsync(params string[] arguments)
    {
        using var process = ServerProcess.Start([program, .. arguments, "--data", data]);
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode is 0 or 3
            ? output
            : throw new InvalidOperationException($"{string.Join(' ', arguments)} ended with {process.ExitCode}: {await errors}");
    }

    public async Task<JsonElement> RunJsonAsync(params string[] arguments) =>
        JsonDocument.Parse(await RunAsync([.. arguments, "--json"])).RootElement;

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

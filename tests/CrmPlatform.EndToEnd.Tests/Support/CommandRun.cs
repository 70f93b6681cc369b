using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CrmPlatform.Host;
using CrmPlatform.Web.Commands;
using CrmPlatform.Web.Hosting;
using Xunit;

namespace CrmPlatform.EndToEnd.Tests.Support;

/// <summary>The real executable, run with arguments to its end.</summary>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
public sealed record CommandRun(int ExitCode, string Out, string Error)
{
    /// <summary>The output of <c>--json</c>.</summary>
    public JsonElement Json => JsonDocument.Parse(Out).RootElement;

    private static string Executable => Path.Combine(AppContext.BaseDirectory, "CrmPlatform.Host.dll");

    public static async Task<CommandRun> OfAsync(string data, string[] args, string? input = null)
    {
        using var process = Start(data, args);
        if (input is not null)
        {
            await process.StandardInput.WriteAsync(input);
        }

        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new CommandRun(process.ExitCode, await output, await error);
    }

    /// <summary>The same without a process of its own, which takes a tenth of the time.</summary>
    public static async Task<CommandRun> HereAsync(string data, params string[] args)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        var environment = new CommandEnvironment
        {
            Out = output,
            Error = error,
            ReadInput = _ => Task.FromResult(""),
            WorkingDirectory = data,
            Culture = CultureInfo.GetCultureInfo("en"),
        };
        var exit = await CrmHost.RunAsync([.. args, "--data", data], BuiltInModules.All, environment);
        return new CommandRun(exit, output.ToString(), error.ToString());
    }

    /// <summary>Starts it and leaves it running. Kill it in the end.</summary>
    public static Process Start(string data, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = data,
        };
        start.ArgumentList.Add(Executable);
        foreach (var arg in args)
        {
            start.ArgumentList.Add(arg);
        }

        start.Environment["CRM_DATA"] = data;
        start.Environment["LANG"] = "en_US.UTF-8";
        start.Environment.Remove("LC_ALL");
        return Process.Start(start)!;
    }
}

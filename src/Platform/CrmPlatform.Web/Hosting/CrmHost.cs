using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;
using System.Reflection;
using CrmPlatform.Errors;
using CrmPlatform.Web.Commands;
using CrmPlatform.Web.Errors;

namespace CrmPlatform.Web.Hosting;

/// <summary>The executable: without a command (or with <c>serve</c>) the web server, else a command.</summary>
public static class CrmHost
{
    /// <summary>Runs to the end and returns the exit code.</summary>
    /// <param name="modules">Assemblies of the modules that come with the host.</param>
    public static Task<int> RunAsync(string[] args, IReadOnlyList<Assembly> modules)
    {
        var culture = CommandLine.ShellCulture();
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = culture;
        return RunAsync(args, modules, ConsoleEnvironment(culture));
    }

    internal static async Task<int> RunAsync(string[] args, IReadOnlyList<Assembly> modules, CommandEnvironment environment)
    {
        var line = new CommandLine(environment);
        var parse = line.Root.Parse(args);
        if (parse.Action is HelpAction || parse.CommandResult.Command is not { } command || IsVersion(parse))
        {
            return await parse.InvokeAsync(cancellationToken: CancellationToken.None);
        }

        if (CommandLine.Problem(parse) is { } problem)
        {
            await environment.Error.WriteLineAsync($"{WebErrors.CommandUsage.Id}: {problem}");
            return ExitCodes.Refused;
        }

        var data = HostSettings.DataDirectory(parse.GetValue(line.Options.Data));
        if (Unusable(data) is { } unusable)
        {
            return await Refusals.SayAsync(environment.Error, environment.Culture, unusable);
        }

        return line.IsServe(parse)
            ? await WebServer.RunAsync(data, parse.GetValue(line.Options.Urls), modules)
            : await new CommandClient(data, modules).RunAsync(line, parse, args, environment);
    }

    private static UserError? Unusable(string data)
    {
        try
        {
            Directory.CreateDirectory(data);
            return null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return HostErrors.BadData.With(("data", data), ("problem", problem.Message));
        }
    }

    private static bool IsVersion(ParseResult parse) => parse.Action?.GetType().Name == "VersionOptionAction";

    private static CommandEnvironment ConsoleEnvironment(CultureInfo culture) => new()
    {
        Out = Console.Out,
        Error = Console.Error,
        ReadInput = Console.In.ReadToEndAsync,
        WorkingDirectory = Environment.CurrentDirectory,
        Culture = culture,
    };
}

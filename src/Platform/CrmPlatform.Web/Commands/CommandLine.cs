using System.CommandLine;
using System.Globalization;

namespace CrmPlatform.Web.Commands;

/// <summary>All commands of the platform. Built for each invocation: in the process of the command line to understand it, in the host to run it.</summary>
public sealed class CommandLine
{
    private readonly Command _serve;

    public CommandLine(CommandEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var texts = new CommandTexts(environment.Culture);
        var runner = new CommandRunner(environment, Options);
        Root = new RootCommand(texts["cli.root"]);
        Options.AddTo(Root, texts);

        // Without a command the web server starts; neither action is invoked through here.
        Root.SetAction(_ => ExitCodes.Done);
        _serve = new Command("serve", texts["cli.serve"]);
        _serve.Options.Add(Options.Urls);
        _serve.SetAction(_ => ExitCodes.Done);
        Root.Subcommands.Add(_serve);
        foreach (var command in Build(runner, texts))
        {
            Root.Subcommands.Add(command);
        }
    }

    public RootCommand Root { get; }

    public GlobalOptions Options { get; } = new();

    public bool IsServe(ParseResult parse)
    {
        ArgumentNullException.ThrowIfNull(parse);
        return parse.CommandResult.Command == Root || parse.CommandResult.Command == _serve;
    }

    /// <summary>Whether the command reads standard input: <c>-</c> in place of a file.</summary>
    public static bool ReadsInput(ParseResult parse)
    {
        ArgumentNullException.ThrowIfNull(parse);
        return parse.CommandResult.Tokens.Any(t => t.Value == "-");
    }

    /// <summary>What is wrong with how a command was written, in one line; null when nothing is.</summary>
    public static string? Problem(ParseResult parse)
    {
        ArgumentNullException.ThrowIfNull(parse);
        return parse.Errors.Count == 0 ? null : string.Join(" ", parse.Errors.Select(e => e.Message));
    }

    /// <summary>The language of the person's shell.</summary>
    public static CultureInfo ShellCulture() =>
        CultureInfo.CurrentUICulture.Name.Length == 0 ? CultureInfo.GetCultureInfo("en") : CultureInfo.CurrentUICulture;

    private static IEnumerable<Command> Build(CommandRunner runner, CommandTexts texts) =>
    [
        SetupCommand.Create(runner, texts),
        ImportCommand.Create(runner, texts),
        RecipeCommands.Create(runner, texts),
        FeatureCommands.Create(runner, texts),
        QueryCommand.Create(runner, texts),
        HistoryCommand.Create(runner, texts),
        ActCommands.CreateList(runner, texts),
        ActCommands.CreateUndo(runner, texts),
        TenantCommands.Create(runner, texts),
        ApiKeyCommands.Create(runner, texts),
        AccountCommands.Create(runner, texts),
        RateCommands.Create(runner, texts),
    ];
}

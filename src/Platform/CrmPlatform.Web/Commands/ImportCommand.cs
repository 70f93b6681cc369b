using System.CommandLine;
using System.Text.Json;
using CrmPlatform.Content.Importing;
using CrmPlatform.Content.Importing.Mapping;
using CrmPlatform.Web.Errors;

namespace CrmPlatform.Web.Commands;

/// <summary><c>import FILE --map FILE [--dry-run]</c>. Progress on standard error, the result on standard output.</summary>
internal static class ImportCommand
{
    public static Command Create(CommandRunner runner, CommandTexts texts)
    {
        var file = new Argument<string>("file") { Description = texts["cli.import.file"] };
        var map = new Option<string>("--map") { Description = texts["cli.import.map"], Required = true, HelpName = "FILE" };
        var dryRun = new Option<bool>("--dry-run") { Description = texts["cli.import.dry-run"] };
        var import = new Command("import", texts["cli.import"]) { file, map, dryRun };
        import.SetAction((parse, ct) => runner.InTenantAsync(
            parse,
            (context, token) => RunAsync(context, parse.GetRequiredValue(file), parse.GetRequiredValue(map), parse.GetValue(dryRun), token),
            ct));
        return import;
    }

    private static async Task<int> RunAsync(CommandContext context, string file, string map, bool dryRun, CancellationToken cancellationToken)
    {
        var mapping = await ReadMappingAsync(context, map, cancellationToken);
        var imports = context.Get<IImports>();

        // What a killed process left comes first: it may be this very file.
        await imports.ResumeAsync(context.WorkStops);
        var stream = context.Open(file);
        long id;
        await using (stream.ConfigureAwait(false))
        {
            id = await imports.StartAsync(context.Actor, stream, Path.GetFileName(file), mapping, dryRun, cancellationToken);
        }

        var result = await imports.RunAsync(id, new ProgressLine(context), context.WorkStops);
        if (context.Json)
        {
            await context.WriteJsonAsync(json => Write(json, result));
        }
        else
        {
            await PrintAsync(context, result);
        }

        return result.State == ImportState.Failed
            ? throw WebErrors.CommandImportFailed.With(("problem", result.Failure))
            : result.Refused > 0 ? ExitCodes.SomeRefused : ExitCodes.Done;
    }

    private static async Task<ImportMapping> ReadMappingAsync(CommandContext context, string map, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(context.Open(map));
        return ImportMappings.Parse(await reader.ReadToEndAsync(cancellationToken));
    }

    private static async Task PrintAsync(CommandContext context, ImportProgress result)
    {
        await context.WriteTableAsync(
            context.Heads("read", "created", "updated", "unchanged", "refused"),
            [[result.Read, result.Created, result.Updated, result.Unchanged, result.Refused]]);
        if (result.Emptied > 0)
        {
            await context.Out.WriteLineAsync(context.Text("cli.import.emptied", ("count", result.Emptied)));
        }

        if (result.DryRun)
        {
            await context.Out.WriteLineAsync(context.Text("cli.import.was-dry"));
        }

        if (result.Act is { } act)
        {
            await context.Out.WriteLineAsync(context.Text("cli.import.act", ("act", act)));
        }

        if (result.Errors is { } errors)
        {
            await context.Out.WriteLineAsync(context.Text("cli.import.errors", ("file", errors)));
        }
    }

    private static void Write(Utf8JsonWriter json, ImportProgress result)
    {
        json.WriteStartObject();
        json.WriteNumber("id", result.Id);
        json.WriteBoolean("dryRun", result.DryRun);
        json.WriteNumber("read", result.Read);
        json.WriteNumber("created", result.Created);
        json.WriteNumber("updated", result.Updated);
        json.WriteNumber("unchanged", result.Unchanged);
        json.WriteNumber("refused", result.Refused);
        json.WriteNumber("emptied", result.Emptied);
        json.WriteString("errors", result.Errors);
        json.WritePropertyName("act");
        if (result.Act is { } act)
        {
            json.WriteNumberValue(act);
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteEndObject();
    }

    /// <summary>A line each time the tenth part of the file is behind.</summary>
    private sealed class ProgressLine(CommandContext context) : IProgress<ImportProgress>
    {
        private int _said = -1;

        public void Report(ImportProgress value)
        {
            var tenth = value.Percent / 10;
            if (tenth != _said)
            {
                _said = tenth;
                context.Error.WriteLine(context.Text("cli.import.progress", ("percent", value.Percent), ("read", value.Read), ("refused", value.Refused)));
            }
        }
    }
}

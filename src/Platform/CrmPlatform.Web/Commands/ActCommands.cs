using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CrmPlatform.Content.Changes;
using CrmPlatform.Localization;
using CrmPlatform.Tenants;
using CrmPlatform.Web.Errors;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Commands;

/// <summary><c>acts</c> and <c>undo ACT</c>.</summary>
internal static class ActCommands
{
    public static Command CreateList(CommandRunner runner, CommandTexts texts)
    {
        var limit = new Option<int>("--limit") { Description = texts["cli.option.limit"], DefaultValueFactory = _ => 50 };
        var before = new Option<long?>("--before") { Description = texts["cli.acts.before"] };
        var acts = new Command("acts", texts["cli.acts"]) { limit, before };
        acts.SetAction((parse, ct) => runner.InTenantAsync(
            parse,
            (context, token) => ListAsync(context, Math.Clamp(parse.GetValue(limit), 1, 10_000), parse.GetValue(before), token),
            ct));
        return acts;
    }

    public static Command CreateUndo(CommandRunner runner, CommandTexts texts)
    {
        var act = new Argument<long>("act") { Description = texts["cli.undo.act"] };
        var partially = new Option<bool>("--partially") { Description = texts["cli.undo.partially"] };
        var undo = new Command("undo", texts["cli.undo"]) { act, partially };
        undo.SetAction((parse, ct) => runner.InTenantAsync(
            parse,
            (context, token) => UndoAsync(context, parse.GetValue(act), parse.GetValue(partially), token),
            ct));
        return undo;
    }

    private static async Task<int> ListAsync(CommandContext context, int limit, long? before, CancellationToken cancellationToken)
    {
        var acts = await context.Get<IActs>().ListAsync(context.Actor, limit, before, cancellationToken);
        if (!context.Json)
        {
            var (model, texts) = ((await context.Get<ITenantStates>().GetAsync(cancellationToken)).Model, context.Get<ITexts>());
            await context.WriteTableAsync(
                context.Heads("act", "kind", "title", "record", "actor", "at", "state", "created", "updated", "deleted", "undoneBy"),
                [.. acts.Select(a => new object?[]
                {
                    a.Id, a.Kind, a.Title is null ? null : ActTitle.Read(model, texts, CultureInfo.CurrentUICulture, a.Title), a.Record?.Name, a.Actor, a.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                    context.Text($"cli.state.{a.State}"), a.Counts.Created, a.Counts.Updated, a.Counts.Deleted, a.UndoneBy,
                })]);
            return ExitCodes.Done;
        }

        await context.WriteJsonAsync(json =>
        {
            json.WriteStartArray();
            foreach (var act in acts)
            {
                Write(json, act);
            }

            json.WriteEndArray();
        });
        return ExitCodes.Done;
    }

    private static void Write(Utf8JsonWriter json, Act act)
    {
        json.WriteStartObject();
        json.WriteNumber("id", act.Id);
        json.WriteString("kind", act.Kind);
        json.WriteString("title", act.Title);
        json.WritePropertyName("record");
        if (act.Record is { } record)
        {
            json.WriteStartObject();
            json.WriteString("type", record.Type);
            json.WriteNumber("id", record.Id);
            json.WriteString("name", record.Name);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteString("actor", act.Actor);
        json.WriteString("at", act.At);
        json.WriteString("state", JsonNamingPolicy.CamelCase.ConvertName(act.State.ToString()));
        json.WriteNumber("created", act.Counts.Created);
        json.WriteNumber("updated", act.Counts.Updated);
        json.WriteNumber("deleted", act.Counts.Deleted);
        if (act.UndoneBy is { } by)
        {
            json.WriteNumber("undoneBy", by);
        }
        else
        {
            json.WriteNull("undoneBy");
        }

        json.WriteEndObject();
    }

    private static async Task<int> UndoAsync(CommandContext context, long act, bool partially, CancellationToken cancellationToken)
    {
        var acts = context.Get<IActs>();
        _ = await acts.FindAsync(context.Actor, act, cancellationToken) ?? throw WebErrors.ActUnknown.With(("act", act));
        var result = await acts.UndoAsync(context.Actor, act, partially, cancellationToken);
        if (context.Json)
        {
            await context.WriteJsonAsync(json => Write(json, result));
        }
        else if (result.Act is not null || result.Blocked.Count == 0)
        {
            await context.Out.WriteLineAsync(context.Text("cli.undo.done", ("count", result.Undone), ("act", result.Act)));
        }

        foreach (var obstacle in result.Blocked)
        {
            await context.Error.WriteLineAsync(context.Text(
                "cli.undo.blocked",
                ("record", obstacle.Record),
                ("name", obstacle.Name),
                ("by", obstacle.ChangedBy),
                ("at", obstacle.ChangedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture))));
        }

        return result.Act is null && result.Blocked.Count > 0
            ? throw WebErrors.UndoBlocked.With(("changed", context.PluralText("cli.undo.changed", result.Blocked.Count)))
            : result.Blocked.Count > 0 ? ExitCodes.SomeRefused : ExitCodes.Done;
    }

    private static void Write(Utf8JsonWriter json, UndoResult result)
    {
        json.WriteStartObject();
        json.WritePropertyName("act");
        if (result.Act is { } act)
        {
            json.WriteNumberValue(act);
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteNumber("undone", result.Undone);
        json.WriteStartArray("blocked");
        foreach (var obstacle in result.Blocked)
        {
            json.WriteStartObject();
            json.WriteString("type", obstacle.Record.Type);
            json.WriteNumber("id", obstacle.Record.Id);
            json.WriteString("name", obstacle.Name);
            json.WriteString("changedBy", obstacle.ChangedBy);
            json.WriteString("changedAt", obstacle.ChangedAt);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}

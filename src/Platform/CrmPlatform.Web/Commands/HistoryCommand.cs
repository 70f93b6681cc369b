using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Fields;

namespace CrmPlatform.Web.Commands;

/// <summary><c>history TYPE ID</c>.</summary>
internal static class HistoryCommand
{
    public static Command Create(CommandRunner runner, CommandTexts texts)
    {
        var type = new Argument<string>("type") { Description = texts["cli.history.type"] };
        var id = new Argument<long>("id") { Description = texts["cli.history.id"] };
        var limit = new Option<int>("--limit") { Description = texts["cli.option.limit"], DefaultValueFactory = _ => 100 };
        var history = new Command("history", texts["cli.history"]) { type, id, limit };
        history.SetAction((parse, ct) => runner.InTenantAsync(
            parse,
            (context, token) => RunAsync(context, parse.GetRequiredValue(type), parse.GetValue(id), parse.GetValue(limit), token),
            ct));
        return history;
    }

    private static async Task<int> RunAsync(CommandContext context, string typeId, long id, int limit, CancellationToken cancellationToken)
    {
        var model = await context.Get<IContentModels>().GetAsync(cancellationToken);
        var type = model.Get(typeId);
        var entries = await context.Get<IHistory>().ReadAsync(context.Actor, type.Id, id, Math.Clamp(limit, 1, 10_000), cancellationToken);
        var fields = context.Get<IFieldTypes>();
        if (context.Json)
        {
            await context.WriteJsonAsync(json => Write(json, entries, type, fields));
            return ExitCodes.Done;
        }

        var format = new FieldFormat(context.Culture, TimeZoneInfo.Utc, "USD");
        await context.WriteTableAsync(
            context.Heads("version", "at", "actor", "kind", "act", "changes"),
            [.. entries.Select(e => new object?[]
            {
                e.Version,
                e.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                e.Actor,
                context.Text($"cli.outcome.{e.Kind}"),
                $"{e.Act} {e.ActTitle ?? e.ActKind}",
                string.Join("; ", e.Changes.Select(c => Describe(c, type, fields, format))),
            })]);
        return ExitCodes.Done;
    }

    private static string Describe(FieldChange change, ContentType type, IFieldTypes fields, FieldFormat format)
    {
        var field = type.Find(change.Field);
        string Say(object? value) => value is null ? "—" : field is null ? Convert.ToString(value, format.Culture) ?? "" : fields.Of(field).Format(value, field, format);
        return $"{field?.Label.For(format.Culture) ?? change.Field}: {Say(change.Before)} → {Say(change.After)}";
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<HistoryEntry> entries, ContentType type, IFieldTypes fields)
    {
        json.WriteStartArray();
        foreach (var entry in entries)
        {
            json.WriteStartObject();
            json.WriteNumber("version", entry.Version);
            json.WriteString("kind", JsonNamingPolicy.CamelCase.ConvertName(entry.Kind.ToString()));
            json.WriteString("at", entry.At);
            json.WriteString("actor", entry.Actor);
            json.WriteNumber("act", entry.Act);
            json.WriteString("actKind", entry.ActKind);
            json.WriteString("actTitle", entry.ActTitle);
            json.WriteStartArray("changes");
            foreach (var change in entry.Changes)
            {
                json.WriteStartObject();
                json.WriteString("field", change.Field);
                WriteValue(json, "before", change.Before, type, fields, change.Field);
                WriteValue(json, "after", change.After, type, fields, change.Field);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter json, string member, object? value, ContentType type, IFieldTypes fields, string fieldId)
    {
        json.WritePropertyName(member);
        if (value is null || type.Find(fieldId) is not { } field)
        {
            json.WriteNullValue();
            return;
        }

        fields.Of(field).ToJson(json, value, field);
    }
}

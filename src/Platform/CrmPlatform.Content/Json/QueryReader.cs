using System.Text.Json;
using CrmPlatform.Content.Queries;
using CrmPlatform.Errors;
using CrmPlatform.Localization;

namespace CrmPlatform.Content.Json;

/// <summary>Reads a query, strictly: a misspelt member must not silently mean "everything".</summary>
internal static class QueryReader
{
    private const string Members = "type, where, columns, sort, groupBy, aggregates, countUpTo, limit, cursor, bin";
    private const string AggregateMembers = "fn, field";

    public static ContentQuery Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw Malformed(LocalizedText.Of("it is no JSON object", "это не объект JSON"));
        }

        var query = new ContentQuery { Type = "" };
        foreach (var member in json.EnumerateObject())
        {
            query = Read(query, member.Name, member.Value);
        }

        return query.Type.Length > 0
            ? query
            : throw Malformed(LocalizedText.Of("it names no \"type\"", "в нём не назван «type»"));
    }

    private static ContentQuery Read(ContentQuery query, string member, JsonElement value) => member switch
    {
        "type" => query with { Type = Text(member, value) },
        "where" => query with { Where = value.ValueKind == JsonValueKind.Null ? null : FilterNodeConverter.Read(value) },
        "columns" => query with { Columns = Texts(member, value) },
        "sort" => query with { Sort = Texts(member, value) },
        "groupBy" => query with { GroupBy = Texts(member, value) },
        "aggregates" => query with { Aggregates = [.. Items(member, value).Select(Aggregate)] },
        "countUpTo" => query with { CountUpTo = value.ValueKind == JsonValueKind.Null ? null : Number(member, value) },
        "limit" => query with { Limit = Number(member, value) },
        "cursor" => query with { Cursor = value.ValueKind == JsonValueKind.Null ? null : Text(member, value) },
        "bin" => query with { Bin = Flag(member, value) },
        _ => throw QueryErrors.UnknownMember.With(("member", member), ("known", Members)),
    };

    private static Aggregate Aggregate(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw Bad("aggregates", LocalizedText.Of("objects like {\"fn\":\"sum\",\"field\":\"amount\"}", "объекты вида {\"fn\":\"sum\",\"field\":\"amount\"}"));
        }

        string? function = null;
        string? field = null;
        foreach (var member in json.EnumerateObject())
        {
            switch (member.Name)
            {
                case "fn":
                    function = Text("fn", member.Value);
                    break;
                case "field":
                    field = member.Value.ValueKind == JsonValueKind.Null ? null : Text("field", member.Value);
                    break;
                default:
                    throw QueryErrors.UnknownMember.With(("member", member.Name), ("known", AggregateMembers));
            }
        }

        return new Aggregate(function ?? throw Malformed(LocalizedText.Of("an aggregate names no \"fn\"", "у итога не назван «fn»")), field);
    }

    private static string Text(string member, JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String
                ? value.GetString()!
                : throw Bad(member, Expected.Text);
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            throw Bad(member, Expected.Text);
        }
    }

    private static List<string> Texts(string member, JsonElement value) => [.. Items(member, value).Select(v => Text(member, v))];

    private static List<JsonElement> Items(string member, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => [],
        JsonValueKind.Array => [.. value.EnumerateArray()],
        _ => throw Bad(member, Expected.List),
    };

    private static int Number(string member, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : throw Bad(member, Expected.Integer);

    private static bool Flag(string member, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Bad(member, Expected.JsonBoolean),
    };

    private static UserError Bad(string member, LocalizedText expected) => Malformed(new LocalizedText(
        expected.Texts.Select(t => KeyValuePair.Create(
            t.Key, t.Key == "ru" ? $"у «{member}» ожидается {t.Value}" : $"for \"{member}\" {t.Value} is expected"))));

    private static UserError Malformed(LocalizedText reason) => QueryErrors.Malformed.With(("reason", reason));
}

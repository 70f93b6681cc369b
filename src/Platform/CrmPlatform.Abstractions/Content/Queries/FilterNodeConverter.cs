using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;
using CrmPlatform.Errors;
using CrmPlatform.Localization;

namespace CrmPlatform.Content.Queries;

/// <summary>
/// Reads and writes filter trees in the JSON shape of <see cref="FilterNode"/>. Unknown members and operators are the user
/// errors of <see cref="FilterErrors"/>.
/// </summary>
public sealed class FilterNodeConverter : JsonConverter<FilterNode>
{
    /// <summary>How deep brackets may stand in each other.</summary>
    public const int MaxDepth = 32;

    /// <summary>Operators by their JSON names.</summary>
    public static FrozenDictionary<string, FilterOperator> Operators { get; } = new Dictionary<string, FilterOperator>(StringComparer.Ordinal)
    {
        ["eq"] = FilterOperator.Equal,
        ["ne"] = FilterOperator.NotEqual,
        ["lt"] = FilterOperator.Less,
        ["le"] = FilterOperator.LessOrEqual,
        ["gt"] = FilterOperator.Greater,
        ["ge"] = FilterOperator.GreaterOrEqual,
        ["in"] = FilterOperator.In,
        ["notIn"] = FilterOperator.NotIn,
        ["between"] = FilterOperator.Between,
        ["contains"] = FilterOperator.Contains,
        ["notContains"] = FilterOperator.NotContains,
        ["startsWith"] = FilterOperator.StartsWith,
        ["empty"] = FilterOperator.Empty,
        ["notEmpty"] = FilterOperator.NotEmpty,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<FilterOperator, string> _names =
        Operators.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

    /// <summary>The JSON name of an operator.</summary>
    public static string NameOf(FilterOperator op) => _names[op];

    /// <summary>Reads a filter; the values are copies and outlive the document.</summary>
    public static FilterNode Read(JsonElement json) => ReadNode(json, 1);

    public override FilterNode Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ReadNode(JsonElement.ParseValue(ref reader), 1);

    public override void Write(Utf8JsonWriter writer, FilterNode value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        switch (value)
        {
            case AndFilter and:
                WriteItems(writer, "and", and.Items, options);
                break;
            case OrFilter or:
                WriteItems(writer, "or", or.Items, options);
                break;
            case NotFilter not:
                writer.WritePropertyName("not");
                Write(writer, not.Item, options);
                break;
            case SearchFilter search:
                writer.WriteString("search", search.Text);
                break;
            case FieldCondition condition:
                WriteCondition(writer, condition);
                break;
            default:
                throw new NotSupportedException($"No JSON for {value.GetType().Name}.");
        }

        writer.WriteEndObject();
    }

    private static FilterNode ReadNode(JsonElement json, int depth)
    {
        if (depth > MaxDepth)
        {
            throw FilterErrors.TooDeep.With(("what", FilterErrors.Depth), ("max", MaxDepth));
        }

        if (json.ValueKind != JsonValueKind.Object)
        {
            throw FilterErrors.BadFilter.With(("found", Shorten(json)));
        }

        return json.TryGetProperty("field", out _) ? ReadCondition(json) : ReadCombination(json, depth);
    }

    private static FilterNode ReadCombination(JsonElement json, int depth)
    {
        using var members = json.EnumerateObject();
        if (!members.MoveNext())
        {
            throw FilterErrors.BadFilter.With(("found", Shorten(json)));
        }

        var (name, value) = (members.Current.Name, members.Current.Value);
        FilterNode node = name switch
        {
            "and" => new AndFilter(ReadItems(name, value, depth)),
            "or" => new OrFilter(ReadItems(name, value, depth)),
            "not" => new NotFilter(ReadNode(value, depth + 1)),
            "search" when value.ValueKind == JsonValueKind.String => new SearchFilter(value.GetString()!),
            "search" => throw FilterErrors.BadFilter.With(("found", Shorten(json))),
            _ => throw FilterErrors.UnknownMember.With(("member", name), ("known", FilterErrors.Members)),
        };
        return members.MoveNext()
            ? throw FilterErrors.UnknownMember.With(("member", members.Current.Name), ("known", FilterErrors.Members))
            : node;
    }

    private static FilterNode[] ReadItems(string name, JsonElement value, int depth) =>
        value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(item => ReadNode(item, depth + 1))]
            : throw FilterErrors.BadFilter.With(("found", $"\"{name}\": {Shorten(value)}"));

    private static FieldCondition ReadCondition(JsonElement json)
    {
        string? field = null;
        var op = FilterOperator.Equal;
        JsonElement? value = null;
        foreach (var member in json.EnumerateObject())
        {
            switch (member.Name)
            {
                case "field" when member.Value.ValueKind == JsonValueKind.String:
                    field = member.Value.GetString();
                    break;
                case "op" when member.Value.ValueKind == JsonValueKind.String && Operators.TryGetValue(member.Value.GetString()!, out op):
                    break;
                case "op":
                    throw FilterErrors.UnknownOperator.With(("op", Shorten(member.Value)), ("known", string.Join(", ", _names.OrderBy(n => n.Key).Select(n => n.Value))));
                case "value":
                    value = member.Value.Clone();
                    break;
                case "field":
                    throw FilterErrors.BadFilter.With(("found", Shorten(json)));
                default:
                    throw FilterErrors.UnknownMember.With(("member", member.Name), ("known", FilterErrors.Members));
            }
        }

        return new FieldCondition(field!, op, value);
    }

    private static void WriteCondition(Utf8JsonWriter writer, FieldCondition condition)
    {
        writer.WriteString("field", condition.Field);
        writer.WriteString("op", NameOf(condition.Op));
        if (condition.Value is { } value)
        {
            writer.WritePropertyName("value");
            value.WriteTo(writer);
        }
    }

    private void WriteItems(Utf8JsonWriter writer, string name, IReadOnlyList<FilterNode> items, JsonSerializerOptions options)
    {
        writer.WriteStartArray(name);
        foreach (var item in items)
        {
            Write(writer, item, options);
        }

        writer.WriteEndArray();
    }

    private static string Shorten(JsonElement json)
    {
        var text = json.GetRawText();
        return text.Length <= 60 ? text : text[..57] + "...";
    }
}

/// <summary>What may be wrong with the JSON of a filter.</summary>
public static class FilterErrors
{
    public static readonly ErrorCode BadFilter = new("query.bad-filter", "{found} is no filter. Write {\"field\":…,\"op\":…,\"value\":…}, {\"and\":[…]}, {\"or\":[…]}, {\"not\":{…}} or {\"search\":\"…\"}.");
    public static readonly ErrorCode UnknownMember = new("query.unknown-member", "There is no member \"{member}\" here. Known: {known}.");
    public static readonly ErrorCode UnknownOperator = new("query.unknown-operator", "There is no operator {op}. Known operators: {known}.");
    public static readonly ErrorCode TooDeep = new("query.too-deep", "The query is too large: {what} may be at most {max}.");

    /// <summary>Members of a condition, and those of which a filter has exactly one.</summary>
    public const string Members = "field, op, value; and; or; not; search";

    public static readonly LocalizedText Depth = LocalizedText.Of("the depth of a filter", "вложенность условий");
}

using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CrmPlatform.Data.Outbox;

/// <summary>
/// The records that an event tells of, so that events of one record stay in order: a type and ranges of ids, as text
/// <c>Deal:1-5000,7001</c>. Events that name no records have none and wait for nobody.
/// </summary>
internal sealed record Subjects(string Type, IReadOnlyList<(long First, long Last)> Ranges)
{
    /// <summary>Those of an event's JSON with the members <c>type</c> and <c>records</c>, whatever the case of names; else null.</summary>
    public static Subjects? Of(string payload)
    {
        using var json = JsonDocument.Parse(payload);
        if (json.RootElement.ValueKind != JsonValueKind.Object
            || Member(json.RootElement, "type") is not { ValueKind: JsonValueKind.String } type
            || Member(json.RootElement, "records") is not { ValueKind: JsonValueKind.Array } records)
        {
            return null;
        }

        var ids = records.EnumerateArray().Select(r => Member(r, "id")).OfType<JsonElement>().Select(id => id.GetInt64()).Order().ToList();
        return ids.Count == 0 ? null : new Subjects(type.GetString()!, Condense(ids));
    }

    public static Subjects? Parse(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var colon = text.LastIndexOf(':');
        return new Subjects(text[..colon], [.. text[(colon + 1)..].Split(',').Select(ParseRange)]);
    }

    public bool Overlaps(Subjects other) =>
        Type.Equals(other.Type, StringComparison.OrdinalIgnoreCase)
        && Ranges.Any(mine => other.Ranges.Any(theirs => mine.First <= theirs.Last && theirs.First <= mine.Last));

    public override string ToString()
    {
        var text = new StringBuilder(Type).Append(':');
        foreach (var (first, last) in Ranges)
        {
            text.Append(text[^1] == ':' ? "" : ",").Append(CultureInfo.InvariantCulture, $"{first}");
            if (last > first)
            {
                text.Append(CultureInfo.InvariantCulture, $"-{last}");
            }
        }

        return text.ToString();
    }

    private static List<(long First, long Last)> Condense(List<long> ids)
    {
        var ranges = new List<(long First, long Last)>();
        foreach (var id in ids)
        {
            if (ranges.Count > 0 && id <= ranges[^1].Last + 1)
            {
                ranges[^1] = (ranges[^1].First, id);
            }
            else
            {
                ranges.Add((id, id));
            }
        }

        return ranges;
    }

    private static (long First, long Last) ParseRange(string text)
    {
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        var first = long.Parse(dash < 0 ? text : text[..dash], CultureInfo.InvariantCulture);
        return (first, dash < 0 ? first : long.Parse(text[(dash + 1)..], CultureInfo.InvariantCulture));
    }

    private static JsonElement? Member(JsonElement json, string name)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        foreach (var member in json.EnumerateObject())
        {
            if (member.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return member.Value;
            }
        }

        return null;
    }
}

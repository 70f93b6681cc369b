using System.Globalization;
using System.Text.Json;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;
using CrmPlatform.Web.Errors;

namespace CrmPlatform.Web.Api;

/// <summary>Query-string parameters of a list: limit, cursor, sort, columns, filter, bin.</summary>
internal static class ListParameters
{
    /// <summary>At most this many characters of filter; longer ones go to POST /api/query.</summary>
    private const int MaxFilterLength = 8_000;

    public static string? One(IQueryCollection parameters, string name) =>
        parameters.TryGetValue(name, out var values) && values is [{ Length: > 0 } value, ..] ? value : null;

    /// <summary>Names with commas between them.</summary>
    public static IReadOnlyList<string> Names(IQueryCollection parameters, string name) =>
        One(parameters, name)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    public static int Limit(IQueryCollection parameters)
    {
        var text = One(parameters, "limit");
        return text is null ? 50
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is > 0 and <= ContentQuery.MaxLimit
                ? limit
                : throw WebErrors.BadParameter.With(("parameter", "limit"), ("value", text), ("expected", $"1–{ContentQuery.MaxLimit}"));
    }

    public static bool Flag(IQueryCollection parameters, string name) => One(parameters, name) switch
    {
        null or "false" => false,
        "true" => true,
        var other => throw WebErrors.BadParameter.With(("parameter", name), ("value", other), ("expected", "true, false")),
    };

    public static FilterNode? Filter(IQueryCollection parameters)
    {
        var text = One(parameters, "filter");
        if (text is null)
        {
            return null;
        }

        if (text.Length > MaxFilterLength)
        {
            throw WebErrors.TooLarge.With(("limit", MaxFilterLength));
        }

        using var json = JsonBody.Parse(text);
        return json.RootElement.Deserialize<FilterNode>(DefinitionJson.Options);
    }
}

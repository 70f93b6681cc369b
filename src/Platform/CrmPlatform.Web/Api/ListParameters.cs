using System.Globalization;
using System.Text.Json;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;
using CrmPlatform.Errors;
using CrmPlatform.Localization;
using CrmPlatform.Web.Errors;

namespace CrmPlatform.Web.Api;

/// <summary>Query-string parameters of a list and of a record.</summary>
internal static class ListParameters
{
    public static readonly IReadOnlyList<string> OfList = ["limit", "cursor", "sort", "columns", "filter", Bin];
    public static readonly IReadOnlyList<string> OfRecord = [Bin];

    private const string Bin = "bin";

    /// <summary>At most this many characters of filter; longer ones go to POST /api/query.</summary>
    private const int MaxFilterLength = 8_000;

    /// <summary>A mistyped name must not answer with more than was asked for.</summary>
    /// <exception cref="UserError"><c>request.unknown-parameter</c></exception>
    public static void MustBe(IQueryCollection parameters, IReadOnlyList<string> known)
    {
        foreach (var name in parameters.Keys.Where(k => !known.Contains(k, StringComparer.OrdinalIgnoreCase)))
        {
            var all = string.Join(", ", known);
            throw WebErrors.UnknownParameter.With(("parameter", name), ("hint", NearNames.One(name, known) is { } near
                ? LocalizedText.Of($"Did you mean {near}?", $"Возможно, {near}?")
                : LocalizedText.Of($"Known: {all}.", $"Есть: {all}.")));
        }
    }

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

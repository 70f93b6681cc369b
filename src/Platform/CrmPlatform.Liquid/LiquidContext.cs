using System.Globalization;

namespace CrmPlatform.Liquid;

/// <summary>
/// What one render is given. Everything but the data is optional and defaults to the template's options.
/// It is not changed by rendering and may be shared by renders at the same time.
/// </summary>
public sealed record LiquidContext
{
    public static LiquidContext Empty { get; } = new();

    /// <summary>The variables of the template. Partials brought in by <c>render</c> do not see them.</summary>
    public ILiquidObject? Data { get; init; }

    /// <summary>Variables that every partial sees as well.</summary>
    public ILiquidObject? Globals { get; init; }

    public LiquidLimits? Limits { get; init; }

    public TimeProvider? Clock { get; init; }

    public TimeZoneInfo? TimeZone { get; init; }

    public CultureInfo? Culture { get; init; }

    public bool? EncodeHtml { get; init; }

    public ITemplateSource? Partials { get; init; }

    /// <summary>For the host's own tags and filters; templates cannot reach it.</summary>
    public IReadOnlyDictionary<string, object> Items { get; init; } = System.Collections.Immutable.ImmutableDictionary<string, object>.Empty;

    /// <summary>A context over a dictionary of plain .NET values.</summary>
    public static LiquidContext From(IReadOnlyDictionary<string, object?> data) => new() { Data = new ConvertedDictionary(data) };

    /// <summary>A context over a JSON object.</summary>
    public static LiquidContext FromJson(System.Text.Json.JsonElement data) => new() { Data = LiquidValue.FromJson(data).Object };
}

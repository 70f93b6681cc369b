using System.Globalization;

namespace CrmPlatform.Liquid;

/// <summary>
/// What one render is given. Everything but the data is optional and defaults to the template's options.
/// It is not changed by rendering and may be shared by renders at the same time.
/// </summary>
public sealed record LiquidContext
{
    /// <summary>A context without data.</summary>
    public static LiquidContext Empty { get; } = new();

    /// <summary>The variables of the template. Partials brought in by <c>render</c> do not see them.</summary>
    public ILiquidObject? Data { get; init; }

    /// <summary>Variables that every partial sees as well.</summary>
    public ILiquidObject? Globals { get; init; }

    /// <summary>The limits of this render, in place of those of the options.</summary>
    public LiquidLimits? Limits { get; init; }

    /// <summary>The clock of this render, in place of that of the options.</summary>
    public TimeProvider? Clock { get; init; }

    /// <summary>The zone of this render, in place of that of the options.</summary>
    public TimeZoneInfo? TimeZone { get; init; }

    /// <summary>The culture of this render, in place of that of the options.</summary>
    public CultureInfo? Culture { get; init; }

    /// <summary>Whether this render encodes its output for HTML, in place of what the options say.</summary>
    public bool? EncodeHtml { get; init; }

    /// <summary>Where this render finds partials, in place of the source of the options.</summary>
    public ITemplateSource? Partials { get; init; }

    /// <summary>For the host's own tags and filters; templates cannot reach it.</summary>
    public IReadOnlyDictionary<string, object> Items { get; init; } = System.Collections.Immutable.ImmutableDictionary<string, object>.Empty;

    /// <summary>A context over a dictionary of plain .NET values.</summary>
    public static LiquidContext From(IReadOnlyDictionary<string, object?> data) => new() { Data = new ConvertedDictionary(data) };

    /// <summary>A context over a JSON object.</summary>
    public static LiquidContext FromJson(System.Text.Json.JsonElement data) => new() { Data = LiquidValue.FromJson(data).Object };
}

using System.Collections.Frozen;
using System.Globalization;

namespace CrmPlatform.Liquid;

/// <summary>How forgiving the engine is.</summary>
public enum LiquidMode
{
    /// <summary>Any mistake is an error: of the parse if it can be seen there, else it ends the render.</summary>
    Strict,

    /// <summary>As Shopify's lax mode: odd syntax is read as far as it goes, and an error is written into the output where it happened.</summary>
    Lax,
}

/// <summary>The language a host offers: its tags and filters, defaults and limits. Immutable; make one and keep it.</summary>
public sealed class LiquidOptions
{
    /// <summary>Strict, encoded for HTML, the standard tags and filters, UTC.</summary>
    public static LiquidOptions Default { get; } = new();

    /// <summary>How forgiving the engine is.</summary>
    public LiquidMode Mode { get; init; } = LiquidMode.Strict;

    /// <summary>True by default: output is encoded for HTML unless it is a safe string. False gives plain text.</summary>
    public bool EncodeHtml { get; init; } = true;

    /// <summary>Reading a variable that does not exist is an error rather than nil.</summary>
    public bool StrictVariables { get; init; }

    /// <summary>Lax mode writes the line of an error too, and the partial's name: <c>Liquid error (line 3): …</c>.</summary>
    public bool ShowErrorLines { get; init; }

    /// <summary>How much a parse and a render may use.</summary>
    public LiquidLimits Limits { get; init; } = LiquidLimits.Default;

    /// <summary>Where <c>now</c> and the time budget come from.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The zone in which instants are shown and dates without an offset are read.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>For the host's own filters; the standard ones do not depend on a culture.</summary>
    public CultureInfo Culture { get; init; } = CultureInfo.InvariantCulture;

    /// <summary>Where <c>render</c> and <c>include</c> find partials.</summary>
    public ITemplateSource? Partials { get; init; }

    /// <summary>Filters by name: the standard ones and the host's.</summary>
    public FrozenDictionary<string, LiquidFilterDefinition> Filters { get; init; } = StandardFilters.All;

    /// <summary>Tags by name: the standard ones and the host's.</summary>
    public FrozenDictionary<string, LiquidTagDefinition> Tags { get; init; } = StandardTags.All;

    /// <summary>The standard filters and these; one of the same name takes the place of the standard one.</summary>
    public static FrozenDictionary<string, LiquidFilterDefinition> StandardFiltersAnd(params IEnumerable<LiquidFilterDefinition> filters) =>
        StandardFilters.All.Values.Concat(filters).GroupBy(filter => filter.Name, StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, group => group.Last(), StringComparer.Ordinal);

    /// <summary>The standard tags and these; one of the same name takes the place of the standard one.</summary>
    public static FrozenDictionary<string, LiquidTagDefinition> StandardTagsAnd(params IEnumerable<LiquidTagDefinition> tags) =>
        StandardTags.All.Values.Concat(tags).GroupBy(tag => tag.Name, StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, group => group.Last(), StringComparer.Ordinal);
}

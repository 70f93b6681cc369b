using System.Collections.Concurrent;

namespace CrmPlatform.Liquid;

/// <summary>Where <c>render</c> and <c>include</c> find partials.</summary>
public interface ITemplateSource
{
    /// <summary>
    /// The partial, or null when there is none of that name. A source is asked at every use and is expected to
    /// keep what it parsed. A partial that does not parse is a <see cref="LiquidException"/>.
    /// </summary>
    LiquidTemplate? Find(string name, LiquidOptions options);
}

/// <summary>Partials held in memory, each parsed at its first use.</summary>
public sealed class DictionaryTemplateSource(IReadOnlyDictionary<string, string> sources) : ITemplateSource
{
    private readonly ConcurrentDictionary<(string Name, LiquidOptions Options), LiquidTemplate> _parsed = new();

    /// <inheritdoc />
    public LiquidTemplate? Find(string name, LiquidOptions options)
    {
        if (_parsed.TryGetValue((name, options), out var template))
        {
            return template;
        }

        return sources.TryGetValue(name, out var source)
            ? _parsed.GetOrAdd((name, options), LiquidTemplate.Parse(source, options, name))
            : null;
    }
}

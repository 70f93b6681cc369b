using System.Diagnostics.CodeAnalysis;

namespace CrmPlatform.Liquid;

/// <summary>A parsed template. Immutable and safe to share: parse once, render many times, on any thread.</summary>
public sealed partial class LiquidTemplate
{
    private readonly TemplateSource _source;
    private readonly Body _body;

    private LiquidTemplate(TemplateSource source, LiquidOptions options)
    {
        _source = source;
        Options = options;
        _body = new TemplateParser(source, options).ParseDocument();
        var program = new ProgramBuilder();
        _body.Emit(program);
        Program = program.Build(source);
    }

    /// <summary>The language the template was parsed with.</summary>
    public LiquidOptions Options { get; }

    internal LiquidProgram Program { get; }

    internal Body Body => _body;

    internal int Length => _source.Text.Length;

    /// <summary>Parses a template.</summary>
    /// <param name="source">The text of the template.</param>
    /// <param name="options">The language to parse; the same options are used to render.</param>
    /// <param name="name">How errors name this template, when it is a partial.</param>
    /// <exception cref="LiquidException">The template is wrong; the error says where.</exception>
    public static LiquidTemplate Parse(string source, LiquidOptions? options = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new LiquidTemplate(new TemplateSource(source, name), options ?? LiquidOptions.Default);
    }

    /// <summary>Parses a template, giving what is wrong with it as a value.</summary>
    public static bool TryParse(
        string source, LiquidOptions? options, [NotNullWhen(true)] out LiquidTemplate? template, [NotNullWhen(false)] out LiquidError? error)
    {
        try
        {
            template = Parse(source, options);
            error = null;
            return true;
        }
        catch (LiquidException fault)
        {
            template = null;
            error = fault.Error;
            return false;
        }
    }
}

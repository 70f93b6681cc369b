using System.Diagnostics.CodeAnalysis;

namespace CrmPlatform.Liquid;

/// <summary>
/// A formula or a condition on its own: Liquid's values, filters and comparisons, and besides <c>+ - * /</c>,
/// <c>not</c>, brackets and <c>a if b else c</c>. Immutable and safe to share. docs/liquid.md has the form.
/// </summary>
public sealed class LiquidExpression
{
    private readonly TemplateSource _source;
    private readonly LiquidTerm _term;

    private LiquidExpression(TemplateSource source, LiquidOptions options, ExpressionNode root)
    {
        _source = source;
        Options = options;
        Root = root;
        _term = root.Accept(new ExpressionCompiler(source));
    }

    /// <summary>The language the expression was parsed with.</summary>
    public LiquidOptions Options { get; }

    /// <summary>The tree, without types; <see cref="Check"/> gives it with types.</summary>
    public ExpressionNode Root { get; }

    /// <summary>The text of the expression.</summary>
    public string Source => _source.Text;

    /// <summary>Parses an expression.</summary>
    /// <exception cref="LiquidException">It is wrong; the error says where.</exception>
    public static LiquidExpression Parse(string source, LiquidOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        var text = new TemplateSource(source, null);
        return new LiquidExpression(text, options ?? LiquidOptions.Default, ExpressionParser.Parse(text, options ?? LiquidOptions.Default));
    }

    /// <summary>Parses an expression, giving what is wrong with it as a value.</summary>
    public static bool TryParse(
        string source, LiquidOptions? options, [NotNullWhen(true)] out LiquidExpression? expression, [NotNullWhen(false)] out LiquidError? error)
    {
        try
        {
            expression = Parse(source, options);
            error = null;
            return true;
        }
        catch (LiquidException fault)
        {
            expression = null;
            error = fault.Error;
            return false;
        }
    }

    /// <summary>Checks the expression against the names it may use, and gives its type and what it depends on.</summary>
    public ExpressionCheck Check(LiquidShape shape)
    {
        var checker = new ExpressionChecker(_source, shape);
        var root = Root.Accept(checker);
        return new ExpressionCheck(root, checker.Errors, [.. checker.Fields], checker.DependsOnTime);
    }

    /// <summary>Evaluates. Whatever goes wrong is in the result, never an exception.</summary>
    public ExpressionResult Evaluate(LiquidContext? context = null, CancellationToken cancellationToken = default)
    {
        var render = new LiquidRenderContext(Options, context ?? LiquidContext.Empty, cancellationToken);
        try
        {
            return new ExpressionResult(_term.Evaluate(render), null);
        }
        catch (LiquidException fault)
        {
            return new ExpressionResult(default, fault.Error);
        }
        catch (LiquidSuspension)
        {
            return new ExpressionResult(default, new LiquidError(
                LiquidErrorCode.AsyncRequired, "The expression reads a value that has to be waited for: evaluate it asynchronously"));
        }
    }

    /// <summary>Evaluates over these names.</summary>
    public ExpressionResult Evaluate(ILiquidObject data, CancellationToken cancellationToken = default) =>
        Evaluate(new LiquidContext { Data = data }, cancellationToken);

    /// <summary>Evaluates, waiting for deferred values that the expression reads.</summary>
    public async ValueTask<ExpressionResult> EvaluateAsync(LiquidContext? context = null, CancellationToken cancellationToken = default)
    {
        var render = new LiquidRenderContext(Options, context ?? LiquidContext.Empty, cancellationToken);
        while (true)
        {
            LiquidSuspension missing;
            try
            {
                return new ExpressionResult(_term.Evaluate(render), null);
            }
            catch (LiquidException fault)
            {
                return new ExpressionResult(default, fault.Error);
            }
            catch (LiquidSuspension suspension)
            {
                missing = suspension;
            }

            if (await render.FetchAsync(missing).ConfigureAwait(false) is { } error)
            {
                return new ExpressionResult(default, error);
            }
        }
    }
}

/// <summary>The value of an expression; nil together with the error when there is one.</summary>
public readonly record struct ExpressionResult(LiquidValue Value, LiquidError? Error)
{
    /// <summary>There was no error.</summary>
    public bool Succeeded => Error is null;
}

/// <summary>What is known of an expression before it is evaluated.</summary>
/// <param name="Root">The tree, each part with its type.</param>
/// <param name="Errors">What cannot work, each with its place.</param>
/// <param name="Fields">The paths of the fields it reads.</param>
/// <param name="DependsOnTime">The result may change as time passes, with the same fields.</param>
public sealed record ExpressionCheck(
    ExpressionNode Root, IReadOnlyList<LiquidError> Errors, IReadOnlyList<string> Fields, bool DependsOnTime)
{
    /// <summary>The type of the result.</summary>
    public LiquidType Type => Root.Type;

    /// <summary>Nothing was found that cannot work.</summary>
    public bool Succeeded => Errors.Count == 0;
}

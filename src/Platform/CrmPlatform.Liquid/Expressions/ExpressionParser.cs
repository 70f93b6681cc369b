using System.Globalization;

namespace CrmPlatform.Liquid;

/// <summary>
/// Parses expressions by descent, loosest first: filters, conditional, or, and, not, comparison, sum, product,
/// sign, value. Brackets are bounded by the nesting limit and the tree by its depth.
/// </summary>
internal sealed partial class ExpressionParser
{
    private readonly TemplateSource _source;
    private readonly LiquidOptions _options;
    private readonly Lexer _lexer;
    private int _nesting;

    private ExpressionParser(TemplateSource source, LiquidOptions options)
    {
        _source = source;
        _options = options;
        _lexer = new Lexer(source.Text, arithmetic: true);
    }

    public static ExpressionNode Parse(TemplateSource source, LiquidOptions options)
    {
        if (source.Text.Length > options.Limits.MaxSourceLength)
        {
            throw source.Error(0, LiquidErrorCode.TooComplex, "The expression is too long");
        }

        var parser = new ExpressionParser(source, options);
        parser._lexer.Reset(0, source.Text.Length);
        var node = parser.ParseWhole();
        return parser._lexer.Kind == Lexeme.End ? node : throw parser.Unexpected();
    }

    private ExpressionNode ParseWhole()
    {
        if (++_nesting > _options.Limits.MaxNesting)
        {
            throw TooDeep();
        }

        StackGuard.Check(_source, _lexer.Start);
        var node = ParseConditional();
        while (Accept(Lexeme.Pipe))
        {
            node = Bounded(ParseFilter(node));
        }

        _nesting--;
        return node;
    }

    private ExpressionNode ParseConditional()
    {
        // Written out rather than recursive, so that a long chain of else costs no stack while it is parsed.
        var parts = new List<(ExpressionNode Then, ExpressionNode Condition)>();
        while (true)
        {
            var node = ParseOr();
            if (!AcceptWord("if"))
            {
                return Chain(parts, node);
            }

            parts.Add((node, ParseOr()));
            if (!AcceptWord("else"))
            {
                return Chain(parts, new LiteralNode(LiquidValue.Nil, _lexer.Start));
            }
        }
    }

    private ExpressionNode Chain(List<(ExpressionNode Then, ExpressionNode Condition)> parts, ExpressionNode last)
    {
        for (var i = parts.Count - 1; i >= 0; i--)
        {
            last = Bounded(new ConditionalNode(parts[i].Condition, parts[i].Then, last, parts[i].Then.Position));
        }

        return last;
    }

    private ExpressionNode ParseOr()
    {
        var node = ParseAnd();
        while (AcceptWord("or"))
        {
            node = Bounded(new BinaryNode(ExpressionOperator.Or, node, ParseAnd(), node.Position));
        }

        return node;
    }

    private ExpressionNode ParseAnd()
    {
        var node = ParseNot();
        while (AcceptWord("and"))
        {
            node = Bounded(new BinaryNode(ExpressionOperator.And, node, ParseNot(), node.Position));
        }

        return node;
    }

    private ExpressionNode ParseNot()
    {
        var positions = new List<int>();
        while (_lexer.IsWord("not"))
        {
            positions.Add(_lexer.Start);
            _lexer.Advance();
        }

        var node = ParseComparison();
        for (var i = positions.Count - 1; i >= 0; i--)
        {
            node = Bounded(new NotNode(node, positions[i]));
        }

        return node;
    }

    private ExpressionNode ParseComparison()
    {
        var left = ParseSum();
        if (Comparison() is not { } comparison)
        {
            return left;
        }

        _lexer.Advance();
        return Bounded(new BinaryNode(comparison, left, ParseSum(), left.Position));
    }

    private ExpressionNode ParseSum()
    {
        var node = ParseProduct();
        while (_lexer.Kind is Lexeme.Plus or Lexeme.Minus)
        {
            var operation = _lexer.Kind == Lexeme.Plus ? ExpressionOperator.Add : ExpressionOperator.Subtract;
            _lexer.Advance();
            node = Bounded(new BinaryNode(operation, node, ParseProduct(), node.Position));
        }

        return node;
    }

    private ExpressionNode ParseProduct()
    {
        var node = ParseSign();
        while (_lexer.Kind is Lexeme.Star or Lexeme.Slash)
        {
            var operation = _lexer.Kind == Lexeme.Star ? ExpressionOperator.Multiply : ExpressionOperator.Divide;
            _lexer.Advance();
            node = Bounded(new BinaryNode(operation, node, ParseSign(), node.Position));
        }

        return node;
    }

    private ExpressionNode ParseSign()
    {
        var positions = new List<int>();
        while (_lexer.Kind == Lexeme.Minus)
        {
            positions.Add(_lexer.Start);
            _lexer.Advance();
        }

        var node = ParseItems(ParseValue());
        for (var i = positions.Count - 1; i >= 0; i--)
        {
            node = Bounded(new NegateNode(node, positions[i]));
        }

        return node;
    }

    private ExpressionOperator? Comparison() => _lexer.Kind switch
    {
        Lexeme.Equal => ExpressionOperator.Equal,
        Lexeme.NotEqual => ExpressionOperator.NotEqual,
        Lexeme.Less => ExpressionOperator.Less,
        Lexeme.LessOrEqual => ExpressionOperator.LessOrEqual,
        Lexeme.Greater => ExpressionOperator.Greater,
        Lexeme.GreaterOrEqual => ExpressionOperator.GreaterOrEqual,
        Lexeme.Word when _lexer.Span is "contains" => ExpressionOperator.Contains,
        _ => null,
    };

    private bool Accept(Lexeme kind)
    {
        if (_lexer.Kind != kind)
        {
            return false;
        }

        _lexer.Advance();
        return true;
    }

    private bool AcceptWord(string word)
    {
        if (!_lexer.IsWord(word))
        {
            return false;
        }

        _lexer.Advance();
        return true;
    }

    private void Expect(Lexeme kind, string what)
    {
        if (!Accept(kind))
        {
            throw Unexpected(what);
        }
    }

    private T Bounded<T>(T node)
        where T : ExpressionNode => node.Depth <= ExpressionNode.MaxDepth ? node : throw TooDeep();

    private LiquidException TooDeep() => _source.Error(_lexer.Start, LiquidErrorCode.TooComplex, "Nesting too deep");

    private LiquidException Unexpected(string? expected = null)
    {
        var found = _lexer.Kind == Lexeme.End ? "the end" : string.Create(CultureInfo.InvariantCulture, $"'{_lexer.Span[..Math.Min(_lexer.Length, 40)]}'");
        var message = expected is null ? $"Unexpected {found}" : $"Expected {expected} but found {found}";
        return _source.Error(_lexer.Start, LiquidErrorCode.Syntax, message);
    }
}

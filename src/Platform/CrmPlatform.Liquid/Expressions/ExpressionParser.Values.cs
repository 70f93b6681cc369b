using System.Globalization;

namespace CrmPlatform.Liquid;

internal sealed partial class ExpressionParser
{
    private ExpressionNode ParseValue()
    {
        var start = _lexer.Start;
        switch (_lexer.Kind)
        {
            case Lexeme.Number:
                return ParseNumber(start);
            case Lexeme.Text:
                var text = _lexer.Span[1..^1].ToString();
                _lexer.Advance();
                return new LiteralNode(LiquidValue.From(text), start);
            case Lexeme.OpenRound:
                return ParseBrackets(start);
            case Lexeme.OpenSquare:
                _lexer.Advance();
                var name = _lexer.Kind == Lexeme.Text ? _lexer.Span[1..^1].ToString() : throw Unexpected("a name in quotes");
                _lexer.Advance();
                Expect(Lexeme.CloseSquare, "']'");
                return ParsePath([name], start);
            case Lexeme.Word:
                return ParseWord(start);
            default:
                throw Unexpected("a value");
        }
    }

    private LiteralNode ParseNumber(int start)
    {
        var integer = !_lexer.Span.Contains('.');
        if (!decimal.TryParse(_lexer.Span, NumberStyles.Number, CultureInfo.InvariantCulture, out var number))
        {
            throw _source.Error(start, LiquidErrorCode.Range, "number out of range");
        }

        _lexer.Advance();
        return new LiteralNode(LiquidValue.NumberOf(number, integer ? NumberForm.Whole : NumberForm.Exact), start);
    }

    private ExpressionNode ParseBrackets(int start)
    {
        _lexer.Advance();
        var node = ParseWhole();
        if (Accept(Lexeme.DotDot))
        {
            node = Bounded(new RangeNode(node, ParseWhole(), start));
        }

        Expect(Lexeme.CloseRound, "')'");
        return node;
    }

    private ExpressionNode ParseWord(int start)
    {
        var word = _lexer.Span;
        LiquidValue? literal = word switch
        {
            "nil" or "null" => LiquidValue.Nil,
            "true" => LiquidValue.True,
            "false" => LiquidValue.False,
            "blank" => LiquidValue.Blank,
            "empty" => LiquidValue.Empty,
            _ => null,
        };
        if (word is "if" or "else" or "and" or "or" or "not" or "contains")
        {
            throw Unexpected("a value");
        }

        var name = word.ToString();
        _lexer.Advance();
        if (literal is { } value)
        {
            return new LiteralNode(value, start);
        }

        return name is "now" or "today" ? new NowNode(name is "today", start) : ParsePath([name], start);
    }

    private FieldNode ParsePath(List<string> names, int start)
    {
        while (true)
        {
            if (_lexer.Kind == Lexeme.Dot)
            {
                _lexer.Advance();
                names.Add(_lexer.Kind == Lexeme.Word ? _lexer.Span.ToString() : throw Unexpected("a name"));
                _lexer.Advance();
            }
            else
            {
                return new FieldNode(names, start);
            }
        }
    }

    /// <summary>Square brackets and dots after a value.</summary>
    private ExpressionNode ParseItems(ExpressionNode node)
    {
        while (_lexer.Kind is Lexeme.OpenSquare or Lexeme.Dot)
        {
            var start = _lexer.Start;
            ExpressionNode key;
            if (Accept(Lexeme.Dot))
            {
                key = _lexer.Kind == Lexeme.Word ? new LiteralNode(LiquidValue.From(_lexer.Span.ToString()), start) : throw Unexpected("a name");
                _lexer.Advance();
            }
            else
            {
                _lexer.Advance();
                key = ParseWhole();
                Expect(Lexeme.CloseSquare, "']'");
            }

            node = node is FieldNode field && key is LiteralNode { Value.TextOrNull: { } name }
                ? new FieldNode([.. field.Path, name], field.Position)
                : Bounded(new ItemNode(node, key, node.Position));
        }

        return node;
    }

    private FilterNode ParseFilter(ExpressionNode input)
    {
        var start = _lexer.Start;
        if (_lexer.Kind != Lexeme.Word)
        {
            throw Unexpected("the name of a filter");
        }

        var name = _lexer.Span.ToString();
        _lexer.Advance();
        if (!_options.Filters.TryGetValue(name, out var filter))
        {
            var nearest = Nearest.Of(name, _options.Filters.Keys);
            var hint = nearest is null ? string.Empty : $". Did you mean '{nearest}'?";
            throw _source.Error(start, LiquidErrorCode.UnknownFilter, $"Unknown filter '{Nearest.Short(name)}'{hint}", nearest);
        }

        var (arguments, named) = Accept(Lexeme.Colon) ? ParseArguments() : ([], []);
        if (arguments.Count < filter.MinArguments || arguments.Count > filter.MaxArguments)
        {
            throw _source.Error(start, LiquidErrorCode.Argument, $"{name}: {filter.CountMessage(arguments.Count)}");
        }

        return new FilterNode(input, filter, arguments, named, start);
    }

    private (List<ExpressionNode> Arguments, List<KeyValuePair<string, ExpressionNode>> Named) ParseArguments()
    {
        var arguments = new List<ExpressionNode>();
        var named = new List<KeyValuePair<string, ExpressionNode>>();
        do
        {
            if (arguments.Count + named.Count > 100)
            {
                throw TooDeep();
            }

            var node = ParseOr();
            if (_lexer.Kind == Lexeme.Colon && node is FieldNode { Path: [var name] })
            {
                _lexer.Advance();
                named.Add(KeyValuePair.Create(name, ParseOr()));
            }
            else
            {
                arguments.Add(node);
            }
        }
        while (Accept(Lexeme.Comma));
        return (arguments, named);
    }
}

using System.Globalization;

namespace CrmPlatform.Liquid;

/// <summary>Parses what stands inside tags and outputs.</summary>
internal sealed partial class TermParser(TemplateSource source, LiquidOptions options)
{
    private readonly Lexer _lexer = new(source.Text, arithmetic: false);
    private int _depth;
    private int _nodes;

    public bool IsLax => options.Mode == LiquidMode.Lax;

    public Lexer Lexer => _lexer;

    public void Reset(int start, int end) => _lexer.Reset(start, end);

    public void CountNode()
    {
        if (++_nodes > options.Limits.MaxNodes)
        {
            throw source.Error(_lexer.Start, LiquidErrorCode.TooComplex, "The template is too large");
        }
    }

    public LiquidException Unexpected(string? expected = null)
    {
        var found = _lexer.Kind == Lexeme.End ? "end of tag" : $"'{_lexer.Span[..Math.Min(_lexer.Length, 40)]}'";
        return source.Error(_lexer.Start, LiquidErrorCode.Syntax, expected is null ? $"Unexpected {found}" : $"Expected {expected} but found {found}");
    }

    public bool Accept(Lexeme kind)
    {
        if (_lexer.Kind != kind)
        {
            return false;
        }

        _lexer.Advance();
        return true;
    }

    public bool AcceptWord(string word)
    {
        if (!_lexer.IsWord(word))
        {
            return false;
        }

        _lexer.Advance();
        return true;
    }

    public void Expect(Lexeme kind, string what)
    {
        if (!Accept(kind))
        {
            throw Unexpected(what);
        }
    }

    public void ExpectEnd()
    {
        if (_lexer.Kind != Lexeme.End && !IsLax)
        {
            throw Unexpected();
        }
    }

    /// <summary>A term with its filters, up to the end of the tag. Nothing at all is nil.</summary>
    public LiquidTerm ParseFiltered()
    {
        if (_lexer.Kind == Lexeme.End)
        {
            return LiteralTerm.Nil;
        }

        if (!IsLax)
        {
            var term = ParseFilters(ParseTerm());
            ExpectEnd();
            return term;
        }

        return ParseFilters(_lexer.Kind == Lexeme.Pipe ? LiteralTerm.Nil : LaxTerm());
    }

    /// <summary>A literal, a path or a range, without filters.</summary>
    public LiquidTerm ParseTerm()
    {
        CountNode();
        var start = _lexer.Start;
        switch (_lexer.Kind)
        {
            case Lexeme.Text:
                var text = _lexer.Span[1..^1].ToString();
                _lexer.Advance();
                return new LiteralTerm(LiquidValue.From(text), start);
            case Lexeme.Number when IsLax && _lexer.TryWiden():
                return ParsePath(start);
            case Lexeme.Number:
                return ParseNumber(start);
            case Lexeme.Word:
                return ParsePath(start);
            case Lexeme.OpenSquare:
                return ParsePath(start);
            case Lexeme.OpenRound when IsLax && !LooksLikeRange():
                _lexer.Advance();
                return LiteralTerm.Nil;
            case Lexeme.OpenRound:
                return ParseRange(start);
            default:
                throw Unexpected();
        }
    }

    /// <summary>A side of a comparison: only there are <c>blank</c> and <c>empty</c> tests; elsewhere they are an empty text.</summary>
    public LiquidTerm ParseComparand()
    {
        var start = _lexer.Start;
        var test = _lexer.IsWord("blank") ? LiquidValue.Blank : _lexer.IsWord("empty") ? LiquidValue.Empty : LiquidValue.Nil;
        var term = ParseTerm();
        return term is LiteralTerm && !test.IsNil ? new LiteralTerm(test, start) : term;
    }

    /// <summary>The source of what was parsed since a place, as cycle and forloop.name show it.</summary>
    public string TextSince(int start) => source.Text[start..Math.Max(start, _lexer.PreviousEnd)];

    private LiteralTerm ParseNumber(int start)
    {
        var integer = !_lexer.Span.Contains('.');
        if (!decimal.TryParse(_lexer.Span, NumberStyles.Number, CultureInfo.InvariantCulture, out var number))
        {
            throw source.Error(start, LiquidErrorCode.Range, "number out of range");
        }

        _lexer.Advance();
        return new LiteralTerm(LiquidValue.NumberOf(number, integer ? NumberForm.Whole : NumberForm.Fraction), start);
    }

    private LiquidTerm ParsePath(int start)
    {
        PathStep root;
        if (_lexer.Kind == Lexeme.OpenSquare)
        {
            root = ParseKey(out var isClosed);
            if (!isClosed && root.Key is not null)
            {
                return root.Key;
            }
        }
        else
        {
            var name = _lexer.Span;
            var literal = Literal(name);
            root = new PathStep(literal is null ? name.ToString() : null, null);
            _lexer.Advance();
            if (literal is { } value && _lexer.Kind is not (Lexeme.Dot or Lexeme.OpenSquare))
            {
                return new LiteralTerm(value, start);
            }

            root = new PathStep(root.Name ?? TextSince(start), null);
        }

        return new PathTerm(root, ParseSteps(), start);
    }

    private PathStep[] ParseSteps()
    {
        List<PathStep>? steps = null;
        while (_lexer.Kind is Lexeme.Dot or Lexeme.OpenSquare)
        {
            CountNode();
            if (Accept(Lexeme.Dot))
            {
                if (_lexer.Kind != Lexeme.Word)
                {
                    if (IsLax)
                    {
                        break;
                    }

                    throw Unexpected("a name");
                }

                (steps ??= []).Add(new PathStep(_lexer.Span.ToString(), null));
                _lexer.Advance();
            }
            else
            {
                var key = ParseKey(out var isClosed);
                if (isClosed || key.Key != LiteralTerm.Nil)
                {
                    (steps ??= []).Add(key);
                }
            }
        }

        return steps is null ? [] : [.. steps];
    }

    /// <summary>A key in brackets. Lax mode lets the tag end before they are closed.</summary>
    private PathStep ParseKey(out bool isClosed)
    {
        Enter();
        Expect(Lexeme.OpenSquare, "'['");
        var key = IsLax && _lexer.Kind == Lexeme.End ? LiteralTerm.Nil : ParseTerm();
        isClosed = !IsLax || _lexer.Kind != Lexeme.End;
        if (isClosed)
        {
            Expect(Lexeme.CloseSquare, "']'");
        }

        _depth--;
        return key is LiteralTerm { Value.TextOrNull: { } name } ? new PathStep(name, null, IsBracketed: true) : new PathStep(null, key, IsBracketed: true);
    }

    private RangeTerm ParseRange(int start)
    {
        Enter();
        Expect(Lexeme.OpenRound, "'('");
        var first = ParseTerm();
        Expect(Lexeme.DotDot, "'..'");
        _ = IsLax && Accept(Lexeme.Dot);
        var last = ParseTerm();
        Expect(Lexeme.CloseRound, "')'");
        _depth--;
        return new RangeTerm(first, last, start);
    }

    private void Enter()
    {
        if (++_depth > options.Limits.MaxNesting)
        {
            throw source.Error(_lexer.Start, LiquidErrorCode.TooComplex, "Nesting too deep");
        }

        StackGuard.Check(source, _lexer.Start);
    }

    private static LiquidValue? Literal(ReadOnlySpan<char> word) => word switch
    {
        "nil" or "null" => LiquidValue.Nil,
        "true" => LiquidValue.True,
        "false" => LiquidValue.False,
        "blank" or "empty" => LiquidValue.EmptyText,
        _ => null,
    };
}

using System.Buffers;

namespace CrmPlatform.Liquid;

internal sealed partial class TermParser
{
    /// <summary>How far lax mode looks ahead to tell a range from a stray bracket.</summary>
    private const int RangeWindow = 200;

    private static readonly SearchValues<char> _operatorLetters = SearchValues.Create("=!<>abcdefghijklmnopqrstuvwxyz_");

    /// <summary>Comparisons joined by and/or, up to the end of the tag.</summary>
    public LiquidTerm ParseCondition()
    {
        var start = _lexer.Start;
        var first = ParseComparison();
        if (_lexer.Kind == Lexeme.End)
        {
            return first;
        }

        List<LiquidTerm> operands = [first];
        List<bool> isAnd = [];
        while (_lexer.Kind != Lexeme.End)
        {
            if (!IsJunction())
            {
                if (!IsLax)
                {
                    throw Unexpected();
                }

                SkipToJunction();
                continue;
            }

            isAnd.Add(_lexer.IsWord("and"));
            _lexer.Advance();
            operands.Add(ParseComparison());
        }

        return isAnd.Count == 0 ? first : new LogicTerm([.. operands], [.. isAnd], start);
    }

    private bool IsJunction() => _lexer.IsWord("and") || _lexer.IsWord("or");

    private void SkipToJunction()
    {
        while (_lexer.Kind != Lexeme.End && !IsJunction())
        {
            _lexer.Advance();
        }
    }

    private LiquidTerm ParseComparison()
    {
        CountNode();
        var start = _lexer.Start;
        var left = ConditionTerm();
        if (Operator() is not { } comparison)
        {
            return IsLax && !IsJunction() && UnknownOperator() is { } unknown ? new UnknownOperatorTerm(unknown, start) : left;
        }

        _lexer.Advance();
        return new ComparisonTerm(left, comparison, ConditionTerm(), start);
    }

    /// <summary>What Shopify's lax mode takes for an operator; using it is an error when the condition is evaluated.</summary>
    private string? UnknownOperator()
    {
        var rest = source.Text.AsSpan(_lexer.Start, _lexer.End - _lexer.Start);
        var length = rest.IndexOfAnyExcept(_operatorLetters);
        var word = length < 0 ? rest : rest[..length];
        return word.Length == 0 ? null : Nearest.Short(word.ToString());
    }

    private LiquidTerm ConditionTerm() => IsLax ? LaxCondition() : ParseComparand();

    private LiquidTerm LaxCondition()
    {
        while (_lexer.Kind is Lexeme.Unknown or Lexeme.OpenRound or Lexeme.CloseRound && !LooksLikeRange())
        {
            _lexer.Advance();
        }

        return _lexer.Kind is Lexeme.Word or Lexeme.Number or Lexeme.Text or Lexeme.OpenRound or Lexeme.OpenSquare
            ? ParseComparand()
            : _lexer.Kind == Lexeme.End ? throw Unexpected("a condition") : LiteralTerm.Nil;
    }

    private bool LooksLikeRange() => _lexer.Kind == Lexeme.OpenRound
        && source.Text.AsSpan(_lexer.Start, Math.Min(RangeWindow, _lexer.End - _lexer.Start)) is var rest
        && rest.IndexOf("..", StringComparison.Ordinal) is > 0 and var dots
        && rest[..dots].IndexOf(')') < 0;

    private Comparison? Operator() => _lexer.Kind switch
    {
        Lexeme.Equal => Comparison.Equal,
        Lexeme.NotEqual => Comparison.NotEqual,
        Lexeme.Less => Comparison.Less,
        Lexeme.LessOrEqual => Comparison.LessOrEqual,
        Lexeme.Greater => Comparison.Greater,
        Lexeme.GreaterOrEqual => Comparison.GreaterOrEqual,
        Lexeme.Word when _lexer.Span is "contains" => Comparison.Contains,
        _ => null,
    };

    /// <summary>
    /// Lax mode takes what stands before the first space and passes over the rest up to a filter. What begins with
    /// something that is no term can still name a variable (<c>!name</c>), but is never a text or a number.
    /// </summary>
    private LiquidTerm LaxTerm()
    {
        var isOdd = false;
        while (!StartsTerm() && _lexer.Kind is not (Lexeme.Pipe or Lexeme.End))
        {
            isOdd = true;
            _lexer.Advance();
            if (_lexer.Start > _lexer.PreviousEnd)
            {
                break;
            }
        }

        var isTerm = isOdd ? _lexer.Kind == Lexeme.Word && _lexer.Start == _lexer.PreviousEnd : StartsTerm();
        var term = isTerm ? ParseTerm() : LiteralTerm.Nil;
        SkipTo(Lexeme.Pipe);
        return term;
    }

    private bool StartsTerm() =>
        _lexer.Kind is Lexeme.Word or Lexeme.Number or Lexeme.Text or Lexeme.OpenSquare || (_lexer.Kind == Lexeme.OpenRound && LooksLikeRange());

    private void SkipTo(Lexeme kind)
    {
        while (_lexer.Kind != kind && _lexer.Kind != Lexeme.End)
        {
            _lexer.Advance();
        }
    }
}

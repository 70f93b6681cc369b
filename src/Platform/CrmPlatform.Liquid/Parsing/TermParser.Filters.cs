namespace CrmPlatform.Liquid;

internal sealed partial class TermParser
{
    public LiquidTerm ParseFilters(LiquidTerm input)
    {
        if (_lexer.Kind != Lexeme.Pipe)
        {
            return input;
        }

        var filters = new List<FilterCall>();
        while (Accept(Lexeme.Pipe))
        {
            CountNode();
            if (IsLax && _lexer.Kind != Lexeme.Word)
            {
                SkipTo(Lexeme.Pipe);
                continue;
            }

            if (ParseFilter() is { } filter)
            {
                filters.Add(filter);
            }
        }

        return filters.Count == 0 ? input : new FilteredTerm(input, [.. filters]);
    }

    private FilterCall? ParseFilter()
    {
        if (_lexer.Kind != Lexeme.Word)
        {
            throw Unexpected("the name of a filter");
        }

        var position = _lexer.Start;
        var found = options.Filters.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(_lexer.Span, out var filter);
        var name = found ? filter!.Name : _lexer.Span.ToString();
        _lexer.Advance();
        var arguments = new FilterArgumentList();
        ParseArguments(ref arguments);
        if (found)
        {
            return Checked(filter!, arguments, position);
        }

        // Shopify's lax mode passes the input on when a filter is not known.
        return IsLax ? null : throw UnknownFilter(name, position);
    }

    private FilterCall Checked(LiquidFilterDefinition filter, FilterArgumentList arguments, int position)
    {
        var count = arguments.Positional.Count;
        if (!IsLax && (count < filter.MinArguments || count > filter.MaxArguments))
        {
            throw source.Error(position, LiquidErrorCode.Argument, $"{filter.Name}: {filter.CountMessage(count)}");
        }

        return new FilterCall(filter, [.. arguments.Positional], [.. arguments.Names], [.. arguments.Named], position);
    }

    private LiquidException UnknownFilter(string name, int position)
    {
        var nearest = Nearest.Of(name, options.Filters.Keys);
        var hint = nearest is null ? string.Empty : $". Did you mean '{nearest}'?";
        return source.Error(position, LiquidErrorCode.UnknownFilter, $"Unknown filter '{Nearest.Short(name)}'{hint}", nearest);
    }

    private void ParseArguments(ref FilterArgumentList arguments)
    {
        SkipOddities();
        if (!Accept(Lexeme.Colon))
        {
            return;
        }

        do
        {
            if (_lexer.Kind is Lexeme.End or Lexeme.Pipe)
            {
                return;
            }

            CountNode();
            ParseArgument(ref arguments);
            SkipOddities();
        }
        while (Accept(Lexeme.Comma) || (IsLax && Accept(Lexeme.Colon)));
    }

    /// <summary>Lax mode passes over whatever does not begin another argument or filter.</summary>
    private void SkipOddities()
    {
        while (IsLax && _lexer.Kind is not (Lexeme.Comma or Lexeme.Colon or Lexeme.Pipe or Lexeme.End))
        {
            _lexer.Advance();
        }
    }

    private void ParseArgument(ref FilterArgumentList arguments)
    {
        if (IsLax && _lexer.Kind is not (Lexeme.Word or Lexeme.Text or Lexeme.Number or Lexeme.OpenRound or Lexeme.OpenSquare))
        {
            _lexer.Advance();
            return;
        }

        var start = _lexer.Start;
        var isWord = _lexer.Kind == Lexeme.Word;
        var term = ParseTerm();
        if (isWord && _lexer.Kind == Lexeme.Colon)
        {
            arguments.Names.Add(TextSince(start));
            _lexer.Advance();
            arguments.Named.Add(ParseTerm());
        }
        else
        {
            arguments.Positional.Add(term);
        }
    }

    private struct FilterArgumentList()
    {
        private List<LiquidTerm>? _positional;
        private List<string>? _names;
        private List<LiquidTerm>? _named;

        public List<LiquidTerm> Positional => _positional ??= [];

        public List<string> Names => _names ??= [];

        public List<LiquidTerm> Named => _named ??= [];
    }
}

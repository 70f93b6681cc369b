namespace CrmPlatform.Liquid;

internal enum Lexeme
{
    End,
    Word,
    Number,
    Text,
    Dot,
    DotDot,
    Comma,
    Colon,
    Pipe,
    Assign,
    OpenSquare,
    CloseSquare,
    OpenRound,
    CloseRound,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Plus,
    Minus,
    Star,
    Slash,
    Unknown,
}

/// <summary>
/// Cuts the inside of a tag or an output into words, numbers and signs. In a template a hyphen belongs to the
/// word or number it touches; in an expression it is always the minus sign.
/// </summary>
internal sealed class Lexer(string source, bool arithmetic)
{
    private int _end;
    private int _next;

    public Lexeme Kind { get; private set; }

    public int Start { get; private set; }

    public int Length { get; private set; }

    public ReadOnlySpan<char> Span => source.AsSpan(Start, Length);

    /// <summary>Where the lexeme before this one ended.</summary>
    public int PreviousEnd { get; private set; }

    public int End => _end;

    public void Reset(int start, int end)
    {
        _next = start;
        PreviousEnd = start;
        Length = 0;
        Start = start;
        _end = end;
        Advance();
    }

    public void Advance()
    {
        PreviousEnd = Start + Length;
        while (_next < _end && (char.IsWhiteSpace(source[_next]) || source[_next] == '\0'))
        {
            _next++;
        }

        Start = _next;
        if (_next >= _end)
        {
            Length = 0;
            Kind = Lexeme.End;
            return;
        }

        var first = source[_next];
        if (char.IsLetter(first) || first == '_')
        {
            ReadWord();
        }
        else if (char.IsAsciiDigit(first) || (first == '-' && !arithmetic && char.IsAsciiDigit(Peek(1))))
        {
            ReadNumber();
        }
        else if (first is '"' or '\'')
        {
            ReadText(first);
        }
        else
        {
            ReadSign(first);
        }
    }

    public bool IsWord(string word) => Kind == Lexeme.Word && Span.SequenceEqual(word);

    /// <summary>Takes the number just read and the letters it runs into as one word: lax mode has names like <c>1st</c>.</summary>
    public bool TryWiden()
    {
        if (Kind != Lexeme.Number || _next >= _end || !(char.IsLetter(source[_next]) || source[_next] == '_'))
        {
            return false;
        }

        _next = Start;
        ReadWord();
        return true;
    }

    private char Peek(int offset) => _next + offset < _end ? source[_next + offset] : '\0';

    private void Take(Lexeme kind, int length)
    {
        Kind = kind;
        Length = length;
        _next = Start + length;
    }

    private void ReadWord()
    {
        var at = _next + 1;
        while (at < _end && (char.IsLetterOrDigit(source[at]) || source[at] == '_' || (source[at] == '-' && !arithmetic)))
        {
            at++;
        }

        if (at < _end && source[at] == '?' && !arithmetic)
        {
            at++;
        }

        Take(Lexeme.Word, at - Start);
    }

    private void ReadNumber()
    {
        var at = _next + 1;
        while (at < _end && char.IsAsciiDigit(source[at]))
        {
            at++;
        }

        if (at + 1 < _end && source[at] == '.' && char.IsAsciiDigit(source[at + 1]))
        {
            at++;
            while (at < _end && char.IsAsciiDigit(source[at]))
            {
                at++;
            }
        }

        Take(Lexeme.Number, at - Start);
    }

    private void ReadText(char quote)
    {
        var close = source.IndexOf(quote, _next + 1, _end - _next - 1);
        if (close < 0)
        {
            Take(Lexeme.Unknown, 1);
            return;
        }

        Take(Lexeme.Text, close + 1 - Start);
    }

    private void ReadSign(char first)
    {
        var second = Peek(1);
        var (kind, length) = (first, second) switch
        {
            ('.', '.') => (Lexeme.DotDot, 2),
            ('=', '=') => (Lexeme.Equal, 2),
            ('!', '=') or ('<', '>') => (Lexeme.NotEqual, 2),
            ('<', '=') => (Lexeme.LessOrEqual, 2),
            ('>', '=') => (Lexeme.GreaterOrEqual, 2),
            _ => (Single(first), 1),
        };
        Take(kind, length);
    }

    private Lexeme Single(char first) => first switch
    {
        '.' => Lexeme.Dot,
        ',' => Lexeme.Comma,
        ':' => Lexeme.Colon,
        '|' => Lexeme.Pipe,
        '=' => Lexeme.Assign,
        '[' => Lexeme.OpenSquare,
        ']' => Lexeme.CloseSquare,
        '(' => Lexeme.OpenRound,
        ')' => Lexeme.CloseRound,
        '<' => Lexeme.Less,
        '>' => Lexeme.Greater,
        '+' when arithmetic => Lexeme.Plus,
        '-' when arithmetic => Lexeme.Minus,
        '*' when arithmetic => Lexeme.Star,
        '/' when arithmetic => Lexeme.Slash,
        _ => Lexeme.Unknown,
    };
}

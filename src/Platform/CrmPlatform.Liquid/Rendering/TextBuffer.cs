using System.Buffers;
using System.Numerics;
using System.Text;

namespace CrmPlatform.Liquid;

/// <summary>
/// Characters being written: the output itself, or a text that a filter or a capture builds. Both are charged as
/// memory before they grow, and the output in bytes as well.
/// </summary>
internal sealed class TextBuffer(LiquidBudget budget, bool isOutput, bool becomesText = false)
{
    /// <summary>What a new buffer for a text takes.</summary>
    public const int FirstBytes = 600;

    private const int FirstOutput = 2048;
    private static readonly SearchValues<char> _special = SearchValues.Create("&<>\"'");
    private char[] _chars = isOutput ? [] : ArrayPool<char>.Shared.Rent(256);

    public LiquidBudget Budget => budget;

    public int Length { get; private set; }

    public ReadOnlySpan<char> Span => _chars.AsSpan(0, Length);

    public ReadOnlyMemory<char> Memory => _chars.AsMemory(0, Length);

    public void Clear() => Length = 0;

    public void Append(string? text) => Append(text.AsSpan());

    public void Append(ReadOnlySpan<char> text) => Append(text, isOutput ? Encoding.UTF8.GetByteCount(text) : 0);

    /// <summary>Appends text whose length in UTF-8 is known, so that fixed text is not counted at every render.</summary>
    public void Append(ReadOnlySpan<char> text, int bytes)
    {
        if (isOutput)
        {
            budget.ChargeOutput(bytes);
        }

        if (text.Length > _chars.Length - Length)
        {
            Grow(text.Length);
        }

        text.CopyTo(_chars.AsSpan(Length));
        Length += text.Length;
    }

    public void AppendNumber(LiquidValue number)
    {
        Span<char> buffer = stackalloc char[40];
        Append(buffer[..number.FormatNumber(buffer)]);
    }

    public void AppendEncoded(ReadOnlySpan<char> text)
    {
        for (int special; (special = text.IndexOfAny(_special)) >= 0; text = text[(special + 1)..])
        {
            Append(text[..special]);
            Append(Entity(text[special]));
        }

        Append(text);
    }

    public string ToText() => Length == 0 ? string.Empty : new string(_chars, 0, Length);

    public void Release()
    {
        Return();
        _chars = [];
        Length = 0;
    }

    private void Return()
    {
        if (_chars.Length > 0)
        {
            ArrayPool<char>.Shared.Return(_chars);
        }
    }

    private static string Entity(char letter) => letter switch
    {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '"' => "&quot;",
        _ => "&#39;",
    };

    private void Grow(int extra)
    {
        // The pool hands out powers of two, so that is what is paid for; and for the output its text, made at the end.
        var least = isOutput ? FirstOutput : 256;
        var size = (long)BitOperations.RoundUpToPowerOf2((ulong)Math.Max((long)Length + extra, Math.Max(least, _chars.Length * 2L)));
        budget.ChargeMemory((size + (becomesText ? size - _chars.Length : 0)) * sizeof(char));
        if (size > Array.MaxLength)
        {
            throw new LiquidException(LiquidErrorCode.MemoryBudget, "Memory limits exceeded");
        }

        var larger = ArrayPool<char>.Shared.Rent((int)size);
        Span.CopyTo(larger);
        Return();
        _chars = larger;
    }
}

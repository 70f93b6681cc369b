using System.Buffers;
using System.Numerics;
using System.Text;

namespace CrmPlatform.Liquid;

/// <summary>
/// Characters being written: the output itself, which is charged in bytes, or a text that a filter or a capture
/// builds, which is charged as memory before it grows.
/// </summary>
internal sealed class TextBuffer(LiquidBudget budget, bool isOutput)
{
    /// <summary>What a new buffer for a text takes.</summary>
    public const int FirstBytes = 600;

    private static readonly SearchValues<char> _special = SearchValues.Create("&<>\"'");
    private char[] _chars = ArrayPool<char>.Shared.Rent(isOutput ? 2048 : 256);

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
        if (_chars.Length > 0)
        {
            ArrayPool<char>.Shared.Return(_chars);
            _chars = [];
            Length = 0;
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
        // The pool hands out powers of two, so that is what is paid for.
        var size = (long)BitOperations.RoundUpToPowerOf2((ulong)Math.Max((long)Length + extra, Math.Max(256, _chars.Length * 2L)));
        if (!isOutput)
        {
            budget.ChargeMemory(size * sizeof(char));
        }

        if (size > Array.MaxLength)
        {
            throw new LiquidException(LiquidErrorCode.MemoryBudget, "Memory limits exceeded");
        }

        var larger = ArrayPool<char>.Shared.Rent((int)size);
        Span.CopyTo(larger);
        ArrayPool<char>.Shared.Return(_chars);
        _chars = larger;
    }
}

using System.Text;
using System.Text.Unicode;
using CrmPlatform.Localization;

namespace CrmPlatform.Content.Importing.Files;

/// <summary>
/// Finds out the encoding of a file while it is copied: a byte order mark first (it beats what the mapping says), then UTF-16
/// by its zero bytes, then validity as UTF-8 of the whole file, else Windows-1251. What no text holds makes it binary.
/// </summary>
internal sealed class TextSniffer
{
    private const int HeadLength = 64 * 1024;
    private static readonly byte[] _card = [.. "BEGIN:VCARD"u8];

    private readonly byte[] _head = new byte[HeadLength];
    private readonly byte[] _carry = new byte[4];
    private int _headLength;
    private int _carryLength;
    private bool _valid = true;

    static TextSniffer() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public long Length { get; private set; }

    /// <summary>What the file begins like. A ZIP archive may still turn out to be no workbook.</summary>
    public ImportFileKind Kind =>
        Head.StartsWith((ReadOnlySpan<byte>)[0x50, 0x4B, 0x03, 0x04]) ? ImportFileKind.Workbook
        : Ascii.EqualsIgnoreCase(Start(Head.TrimStart("\uFEFF \t\r\n"u8), _card.Length), _card) ? ImportFileKind.Cards
        : ImportFileKind.Csv;

    private ReadOnlySpan<byte> Head => _head.AsSpan(0, _headLength);

    public void Add(ReadOnlySpan<byte> bytes)
    {
        Length += bytes.Length;
        var take = Math.Min(bytes.Length, HeadLength - _headLength);
        bytes[..take].CopyTo(_head.AsSpan(_headLength));
        _headLength += take;
        if (_valid)
        {
            CheckUtf8(bytes);
        }
    }

    /// <summary>The encoding, or the user error that refuses the file.</summary>
    public string Finish(string file, string? declared)
    {
        if (Length == 0 || Head.TrimStart("\uFEFF \t\r\n"u8).IsEmpty && Length <= _headLength)
        {
            throw ImportErrors.EmptyFile.With(("file", file));
        }

        if (ByteOrderMark(Head) is { } marked)
        {
            return Require(file, marked);
        }

        RefuseKnownFormats(file);
        if (Utf16WithoutMark(Head) is { } utf16)
        {
            return utf16;
        }

        if (IsBinary(Head))
        {
            throw ImportErrors.BinaryFile.With(("file", file), ("kind", LocalizedText.Of("not text", "не текст")));
        }

        return Require(file, declared ?? (_valid && _carryLength == 0 ? "utf-8" : "windows-1251"));
    }

    /// <summary>An encoding by the name that the mapping uses; null when there is none.</summary>
    public static Encoding? Find(string name) => name.ToUpperInvariant() switch
    {
        "UTF-8" or "UTF8" => new UTF8Encoding(false),
        "UTF-16" or "UTF-16LE" or "UNICODE" => new UnicodeEncoding(false, false),
        "UTF-16BE" => new UnicodeEncoding(true, false),
        _ => FindByName(name),
    };

    private static Encoding? FindByName(string name)
    {
        try
        {
            return Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static ReadOnlySpan<byte> Start(ReadOnlySpan<byte> bytes, int length) => bytes[..Math.Min(length, bytes.Length)];

    private string Require(string file, string encoding) =>
        Find(encoding) is UTF8Encoding && !(_valid && _carryLength == 0)
            ? throw ImportErrors.BadEncoding.With(("file", file), ("encoding", encoding))
            : encoding;

    private static string? ByteOrderMark(ReadOnlySpan<byte> head) =>
        head.StartsWith("\uFEFF"u8) ? "utf-8"
        : head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) ? "utf-16"
        : head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) ? "utf-16be"
        : null;

    private void RefuseKnownFormats(string file)
    {
        object? kind = Head switch
        {
            [0x50, 0x4B, 0x03, 0x04, ..] => "ZIP",
            [0xD0, 0xCF, 0x11, 0xE0, ..] => "XLS",
            [0x25, 0x50, 0x44, 0x46, 0x2D, ..] => "PDF",
            [0x1F, 0x8B, ..] => "GZIP",
            [0x89, 0x50, 0x4E, 0x47, ..] or [0xFF, 0xD8, 0xFF, ..] or [0x47, 0x49, 0x46, 0x38, ..] => LocalizedText.Of("a picture", "изображение"),
            _ => null,
        };
        if (kind is not null)
        {
            throw ImportErrors.BinaryFile.With(("file", file), ("kind", kind));
        }
    }

    /// <summary>In Latin and Cyrillic text every other byte is 0 or 4; a mark is usual but not always there.</summary>
    private static string? Utf16WithoutMark(ReadOnlySpan<byte> head)
    {
        if (head.IndexOf((byte)0) < 0)
        {
            return null;
        }

        int even = 0, odd = 0;
        for (var i = 0; i < head.Length; i++)
        {
            if (head[i] is 0 or 4)
            {
                _ = i % 2 == 0 ? even++ : odd++;
            }
        }

        var pairs = head.Length / 2;
        return odd >= pairs * 9 / 10 && even <= pairs / 5 ? "utf-16"
            : even >= pairs * 9 / 10 && odd <= pairs / 5 ? "utf-16be"
            : null;
    }

    private static bool IsBinary(ReadOnlySpan<byte> head)
    {
        var control = 0;
        foreach (var b in head)
        {
            if (b == 0)
            {
                return true;
            }

            control += b < 0x20 && b is not (0x09 or 0x0A or 0x0B or 0x0C or 0x0D or 0x1A) ? 1 : 0;
        }

        return control > head.Length / 100;
    }

    /// <summary>Checks complete sequences; the start of an incomplete last one is carried to the next call.</summary>
    private void CheckUtf8(ReadOnlySpan<byte> bytes)
    {
        while (_carryLength > 0 && bytes.Length > 0)
        {
            _carry[_carryLength++] = bytes[0];
            bytes = bytes[1..];
            if (Utf8.IsValid(_carry.AsSpan(0, _carryLength)))
            {
                _carryLength = 0;
            }
            else if (_carryLength == 4)
            {
                _valid = false;
                return;
            }
        }

        var whole = WholeSequences(bytes);
        _valid &= Utf8.IsValid(bytes[..whole]);
        bytes[whole..].CopyTo(_carry.AsSpan(_carryLength));
        _carryLength += bytes.Length - whole;
    }

    /// <summary>Length without a sequence at the end that lacks bytes.</summary>
    private static int WholeSequences(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= Math.Min(3, bytes.Length); back++)
        {
            var b = bytes[^back];
            if ((b & 0xC0) == 0x80)
            {
                continue;
            }

            var needed = b >= 0xF0 ? 4 : b >= 0xE0 ? 3 : b >= 0xC0 ? 2 : 1;
            return needed > back ? bytes.Length - back : bytes.Length;
        }

        return bytes.Length;
    }
}

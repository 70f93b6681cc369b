using System.Globalization;
using System.Text;

namespace CrmPlatform.Content.Importing.Files.Cards;

/// <summary>A property of a card: <c>item1.TEL;TYPE=work,pref:+1 555</c>.</summary>
/// <param name="Name">In upper case, without its group.</param>
/// <param name="Value">Decoded, escapes still in it.</param>
internal sealed record CardProperty(string Name, IReadOnlyList<string> Parameters, string Value)
{
    /// <summary>The value as one text.</summary>
    public string Text => Unescape(Value).Trim();

    /// <summary>Null for what is no property.</summary>
    public static CardProperty? Parse(string line, Encoding fallback)
    {
        var colon = Outside(line, ':', 0);
        if (colon <= 0)
        {
            return null;
        }

        var parameters = new List<string>();
        var head = line[..colon];
        for (var at = 0; at <= head.Length;)
        {
            var end = Outside(head, ';', at) is var found and >= 0 ? found : head.Length;
            parameters.Add(head[at..end].Trim());
            at = end + 1;
        }

        var name = parameters[0];
        name = name[(name.LastIndexOf('.') + 1)..].ToUpperInvariant();
        parameters.RemoveAt(0);
        var bytes = IsPrintable(parameters) ? Unquote(line[(colon + 1)..]) : Encoding.Latin1.GetBytes(line[(colon + 1)..]);
        var encoding = ParameterOf(parameters, "CHARSET") is { } charset ? TextSniffer.Find(charset) ?? fallback : fallback;
        return new CardProperty(name, parameters, encoding.GetString(bytes));
    }

    /// <summary>Whether a type is given: <c>TYPE=work,pref</c>, <c>PREF=1</c>, or the bare word of version 2.1.</summary>
    public bool Is(string type) => Parameters.Any(p =>
        p.Equals(type, StringComparison.OrdinalIgnoreCase)
        || p.StartsWith(type + "=", StringComparison.OrdinalIgnoreCase)
        || (p.StartsWith("TYPE=", StringComparison.OrdinalIgnoreCase)
            && p[5..].Trim('"').Split(',').Contains(type, StringComparer.OrdinalIgnoreCase)));

    /// <summary>The parts of a structured value, which semicolons separate.</summary>
    public IReadOnlyList<string> Parts()
    {
        var parts = new List<string>();
        var start = 0;
        for (var i = 0; i <= Value.Length; i++)
        {
            if (i < Value.Length && Value[i] == '\\')
            {
                i++;
            }
            else if (i == Value.Length || Value[i] == ';')
            {
                parts.Add(Unescape(Value[start..i]).Trim());
                start = i + 1;
            }
        }

        if (start < Value.Length)
        {
            parts.Add(Unescape(Value[start..]).Trim());
        }

        return parts;
    }

    private static string? ParameterOf(List<string> parameters, string name) =>
        parameters.Find(p => p.StartsWith(name + "=", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim('"');

    private static bool IsPrintable(List<string> parameters) =>
        parameters.Exists(p => p.Equals("QUOTED-PRINTABLE", StringComparison.OrdinalIgnoreCase))
        || string.Equals(ParameterOf(parameters, "ENCODING"), "QUOTED-PRINTABLE", StringComparison.OrdinalIgnoreCase);

    private static byte[] Unquote(string text)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '=' && i + 2 < text.Length && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var one))
            {
                bytes.Add(one);
                i += 2;
            }
            else
            {
                bytes.Add((byte)text[i]);
            }
        }

        return [.. bytes];
    }

    private static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                plain.Append(text[i]);
                continue;
            }

            i++;
            plain.Append(text[i] is 'n' or 'N' ? '\n' : text[i]);
        }

        return plain.ToString();
    }

    /// <summary>Where a character stands that is not in quotes.</summary>
    private static int Outside(string text, char wanted, int from)
    {
        var quoted = false;
        for (var i = from; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                quoted = !quoted;
            }
            else if (text[i] == wanted && !quoted)
            {
                return i;
            }
        }

        return -1;
    }
}

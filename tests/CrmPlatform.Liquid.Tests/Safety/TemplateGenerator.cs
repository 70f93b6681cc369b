using System.Text;

namespace CrmPlatform.Liquid.Tests.Safety;

/// <summary>Makes templates from the pieces of the language, and spoils some of them.</summary>
internal sealed class TemplateGenerator(int seed)
{
    private static readonly string[] _names = ["a", "b.c", "list", "list[0]", "obj", "obj.x", "text", "n", "forloop.index", "nothing", "date", "a-b", "obj.list.first", "list.size", "[text]", "list[n]", "deep"];
    private static readonly string[] _literals = ["1", "-7", "3.75", "0", "'x'", "\"<b>\"", "''", "'2024-01-01'", "nil", "true", "false", "blank", "empty", "(1..3)", "(n..5)", "(0..99999)", "99999999999999999999999999", "'😀é'", "' '", "','"];
    private static readonly string[] _filters = [.. LiquidOptions.Default.Filters.Keys.Order(StringComparer.Ordinal)];
    private static readonly string[] _operators = ["==", "!=", "<", ">", "<=", ">=", "contains", "<>"];
    private static readonly string[] _junk = ["{{", "}}", "{%", "%}", "|", ":", "[", "]", "(", ")", "..", "'", "\"", "-", "{%-", "-%}", "\0", "\n", "endif", "{% endfor %}", "{% raw %}", "😀", "\ud800", " and ", "=", ",", "%", "{% liquid\n", "99999999999999999999999999999999", "{% comment %}"];
    private readonly Random _random = new(seed);

    public string Next()
    {
        var text = new StringBuilder();
        Body(text, 0);
        for (var spoils = _random.Next(4) == 0 ? _random.Next(1, 6) : 0; spoils > 0 && text.Length > 0; spoils--)
        {
            Spoil(text);
        }

        return text.ToString();
    }

    /// <summary>A mutation of a known template.</summary>
    public string Mutate(string source)
    {
        var text = new StringBuilder(source);
        for (var spoils = _random.Next(1, 5); spoils > 0 && text.Length > 0; spoils--)
        {
            Spoil(text);
        }

        return text.ToString();
    }

    public string Expression()
    {
        var text = new StringBuilder();
        Formula(text, 0);
        if (_random.Next(5) == 0)
        {
            Spoil(text);
        }

        return text.ToString();
    }

    private T Pick<T>(T[] from) => from[_random.Next(from.Length)];

    private void Spoil(StringBuilder text)
    {
        var at = _random.Next(text.Length);
        switch (_random.Next(4))
        {
            case 0:
                text.Insert(at, Pick(_junk));
                break;
            case 1:
                text.Remove(at, Math.Min(_random.Next(1, 12), text.Length - at));
                break;
            case 2:
                text[at] = (char)_random.Next(1, 128);
                break;
            default:
                var length = Math.Min(_random.Next(1, 30), text.Length - at);
                text.Insert(_random.Next(text.Length), text.ToString(at, length));
                break;
        }
    }

    private void Body(StringBuilder text, int depth)
    {
        for (var pieces = _random.Next(1, depth > 2 ? 2 : 5); pieces > 0; pieces--)
        {
            switch (_random.Next(depth > 3 ? 3 : 14))
            {
                case 0:
                    text.Append(Pick((string[])["text ", "\n  ", "<p>", "ü😀", " "]));
                    break;
                case 1 or 2:
                    text.Append(Open("{{"));
                    Filtered(text);
                    text.Append(Close("}}"));
                    break;
                default:
                    Tag(text, depth);
                    break;
            }
        }
    }

    private void Tag(StringBuilder text, int depth)
    {
        switch (_random.Next(14))
        {
            case 0:
                Simple(text, "assign " + Pick((string[])["a", "x", "list", "text"]) + " = ", filtered: true);
                break;
            case 1:
                Block(text, "if", depth, Condition(), Pick((string[])["", "{% else %}", "{% elsif a %}"]));
                break;
            case 2:
                Block(text, "unless", depth, Condition(), "");
                break;
            case 3 or 4:
                Block(text, "for", depth, "i in " + Value() + Pick((string[])["", " reversed", " limit: 2", " offset: 1", " offset: continue", " limit: n"]), Pick((string[])["", "{% else %}", "{% break %}", "{% continue %}"]));
                break;
            case 5:
                Block(text, "tablerow", depth, "i in " + Value() + Pick((string[])["", " cols: 2", " limit: 3 cols: n"]), "");
                break;
            case 6:
                Block(text, "case", depth, Value(), "{% when " + Value() + ", " + Value() + " %}", "{% when 1 %}");
                break;
            case 7:
                Block(text, "capture", depth, Pick((string[])["x", "text", "a"]), "");
                break;
            case 8:
                Simple(text, Pick((string[])["cycle 'a', 'b'", "cycle n: 1, 2", "increment n", "decrement k", "break", "continue", "include 'p'", "render 'p', x: a", "include 'q' for list", "render 'q' for list", "include text"]), filtered: false);
                break;
            case 9:
                text.Append("{% liquid\n assign y = ").Append(Value()).Append("\n if y\n echo y | ").Append(Pick(_filters)).Append(": 1\n endif %}");
                break;
            case 10:
                Block(text, "ifchanged", depth, "", "");
                break;
            case 11:
                text.Append(Pick((string[])["{% raw %}{{ x }}{% endraw %}", "{% comment %}{% if %}{% endcomment %}", "{% # note %}", "{% doc %}d{% enddoc %}"]));
                break;
            default:
                Simple(text, "echo ", filtered: true);
                break;
        }
    }

    private void Simple(StringBuilder text, string markup, bool filtered)
    {
        text.Append(Open("{%")).Append(markup);
        if (filtered)
        {
            Filtered(text);
        }

        text.Append(Close("%}"));
    }

    private void Block(StringBuilder text, string name, int depth, string markup, string middle, string first = "")
    {
        text.Append(Open("{%")).Append(name).Append(' ').Append(markup).Append(Close("%}")).Append(first);
        Body(text, depth + 1);
        text.Append(middle);
        Body(text, depth + 1);
        text.Append(Open("{%")).Append("end").Append(name).Append(Close("%}"));
    }

    private string Open(string delimiter) => delimiter + (_random.Next(5) == 0 ? "- " : " ");

    private string Close(string delimiter) => (_random.Next(5) == 0 ? " -" : " ") + delimiter;

    private string Value() => _random.Next(2) == 0 ? Pick(_names) : Pick(_literals);

    private string Condition()
    {
        var text = Value() + (_random.Next(3) > 0 ? " " + Pick(_operators) + " " + Value() : "");
        return _random.Next(4) == 0 ? text + Pick((string[])[" and ", " or "]) + Condition() : text;
    }

    private void Filtered(StringBuilder text)
    {
        text.Append(Value());
        for (var filters = _random.Next(4); filters > 0; filters--)
        {
            var name = Pick(_filters);
            var filter = LiquidOptions.Default.Filters[name];
            text.Append(" | ").Append(name);
            var count = _random.Next(filter.MinArguments, filter.MaxArguments + 1);
            for (var i = 0; i < count; i++)
            {
                text.Append(i == 0 ? ": " : ", ").Append(Value());
            }
        }
    }

    private void Formula(StringBuilder text, int depth)
    {
        switch (_random.Next(depth > 4 ? 1 : 7))
        {
            case 0:
                text.Append(Pick((string[])["a", "n", "list", "obj.x", "text", "1", "2.5", "'x'", "nil", "true", "now", "date", "list[0]"]));
                break;
            case 1:
                text.Append('(');
                Formula(text, depth + 1);
                text.Append(')');
                break;
            case 2:
                text.Append(Pick((string[])["-", "not "]));
                Formula(text, depth + 1);
                break;
            case 3:
                Formula(text, depth + 1);
                text.Append(" if ");
                Formula(text, depth + 1);
                text.Append(" else ");
                Formula(text, depth + 1);
                break;
            case 4:
                text.Append('(');
                Formula(text, depth + 1);
                text.Append(" | ").Append(Pick(_filters)).Append(')');
                break;
            default:
                Formula(text, depth + 1);
                text.Append(Pick((string[])[" + ", " - ", " * ", " / ", " == ", " < ", " and ", " or ", " contains "]));
                Formula(text, depth + 1);
                break;
        }
    }
}

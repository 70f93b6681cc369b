namespace CrmPlatform.Liquid;

/// <summary>How lists and objects look when they are written out whole: as Ruby writes a hash, which is what the suites expect.</summary>
internal static class ObjectText
{
    public static void Append(LiquidValue value, TextBuffer buffer, LiquidRenderContext context, int depth)
    {
        LiquidRenderContext.CheckDepth(depth);
        if (value.Object is ILiquidText text)
        {
            buffer.Append(text.Text);
            return;
        }

        if (value.Object is not ILiquidEnumerable members)
        {
            return;
        }

        context.Budget.ChargeMemory(128);
        buffer.Append("{");
        var first = true;
        foreach (var (name, member) in members.Members)
        {
            context.Budget.Step();
            buffer.Append(first ? "" : ", ");
            first = false;
            AppendQuoted(name, buffer);
            buffer.Append("=>");
            Inspect(member, buffer, context, depth + 1);
        }

        buffer.Append("}");
    }

    /// <summary>A value as it stands inside a list or an object: texts in quotes, nil by its name.</summary>
    public static void Inspect(LiquidValue value, TextBuffer buffer, LiquidRenderContext context, int depth)
    {
        LiquidRenderContext.CheckDepth(depth);
        value = context.Settle(value);
        if (value.IsNil)
        {
            buffer.Append("nil");
        }
        else if (value.TextOrNull is { } text)
        {
            AppendQuoted(text, buffer);
        }
        else if (value.List is { } list and not LiquidRange)
        {
            buffer.Append("[");
            for (var i = 0; i < list.Count; i++)
            {
                context.Budget.Step();
                buffer.Append(i == 0 ? "" : ", ");
                Inspect(list[i], buffer, context, depth + 1);
            }

            buffer.Append("]");
        }
        else
        {
            value.AppendTo(buffer, context, depth);
        }
    }

    private static void AppendQuoted(string text, TextBuffer buffer)
    {
        buffer.Append("\"");
        foreach (var letter in text)
        {
            var escaped = letter switch { '"' => "\\\"", '\\' => "\\\\", '\n' => "\\n", '\r' => "\\r", '\t' => "\\t", _ => null };
            if (escaped is null)
            {
                buffer.Append(new ReadOnlySpan<char>(in letter));
            }
            else
            {
                buffer.Append(escaped);
            }
        }

        buffer.Append("\"");
    }
}

/// <summary>An object that has a text of its own when it is written out.</summary>
public interface ILiquidText : ILiquidObject
{
    /// <summary>The text that stands for the object.</summary>
    string Text { get; }
}

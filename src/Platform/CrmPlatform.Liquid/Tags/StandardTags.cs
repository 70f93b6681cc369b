using System.Collections.Frozen;

namespace CrmPlatform.Liquid;

/// <summary>The tags of Shopify Liquid.</summary>
internal static class StandardTags
{
    public static FrozenDictionary<string, LiquidTagDefinition> All { get; } = new LiquidTagDefinition[]
    {
        new("assign", AssignNode.Parse),
        new("break", (_, tag) => new InterruptNode(isBreak: true, tag.Position)),
        new("capture", CaptureNode.Parse),
        new("case", CaseNode.Parse),
        new("comment", UnparsedTags.Comment),
        new("continue", (_, tag) => new InterruptNode(isBreak: false, tag.Position)),
        new("cycle", CycleNode.Parse),
        new("decrement", (parser, tag) => CounterNode.Parse(parser, tag, change: -1)),
        new("doc", UnparsedTags.Doc),
        new("echo", (parser, tag) => new OutputNode(parser.Begin(tag).ParseFiltered(), tag.Position)),
        new("for", ForNode.Parse),
        new("if", (parser, tag) => IfNode.Parse(parser, tag, expected: true)),
        new("ifchanged", IfChangedNode.Parse),
        new("include", IncludeNode.Parse),
        new("increment", (parser, tag) => CounterNode.Parse(parser, tag, change: 1)),
        new("liquid", (parser, tag) => new LinesNode(parser.ParseLines(tag), tag.Position)),
        new("raw", UnparsedTags.Raw),
        new("render", RenderNode.Parse),
        new("tablerow", TableRowNode.Parse),
        new("unless", (parser, tag) => IfNode.Parse(parser, tag, expected: false)),
        new("#", UnparsedTags.InlineComment),
    }.ToFrozenDictionary(tag => tag.Name, StringComparer.Ordinal);
}

internal sealed class LinesNode(Body body, int position) : Node(position)
{
    public override bool IsBlank => body.IsBlank;

    public override IEnumerable<Body> Bodies => [body];

    public override void Emit(ProgramBuilder program) => body.Emit(program);
}

/// <summary>Tags whose inside is not Liquid.</summary>
internal static class UnparsedTags
{
    public static Node? Comment(TemplateParser parser, Token tag)
    {
        parser.SkipComment(tag);
        return null;
    }

    public static Node? InlineComment(TemplateParser parser, Token tag)
    {
        var first = true;
        foreach (var line in parser.Source.Text.AsSpan(tag.Start, tag.End - tag.Start).EnumerateLines())
        {
            var text = line.Trim();
            if (!first && text.Length > 0 && text[0] != '#')
            {
                throw parser.Error(tag, "Each line of comments must be prefixed by the '#' character");
            }

            first = false;
        }

        return null;
    }

    public static Node? Doc(TemplateParser parser, Token tag)
    {
        if (tag.End > tag.Start)
        {
            throw parser.Error(tag, "'doc' takes no arguments");
        }

        var (start, end) = parser.ReadUnparsed(tag, "enddoc");
        var inside = parser.Source.Text.AsSpan(start, end - start);
        for (int open; (open = inside.IndexOf("{%", StringComparison.Ordinal)) >= 0; inside = inside[(open + 2)..])
        {
            var name = inside[(open + 2)..].TrimStart("- \t\r\n");
            if (name.StartsWith("doc", StringComparison.Ordinal) && (name.Length == 3 || !char.IsLetterOrDigit(name[3])))
            {
                throw parser.Error(tag, "Nested doc tags are not allowed");
            }
        }

        return new DocNode(parser.Source.Text.AsSpan(start, end - start).IsWhiteSpace(), tag.Position);
    }

    public static Node? Raw(TemplateParser parser, Token tag)
    {
        if (tag.End > tag.Start && !parser.IsLax)
        {
            throw parser.Error(tag, "'raw' takes no arguments");
        }

        var (start, end) = parser.ReadUnparsed(tag, "endraw");
        return new RawNode(parser.Source.Text[start..end], tag.Position);
    }
}

/// <summary>Writes nothing, and yet a block with a documented doc in it keeps its white space.</summary>
internal sealed class DocNode(bool isBlank, int position) : Node(position)
{
    public override bool IsBlank => isBlank;

    public override void Emit(ProgramBuilder program)
    {
    }
}

/// <summary>Text that is written as it stands, white space included.</summary>
internal sealed class RawNode(string text, int position) : Node(position)
{
    public override bool IsBlank => text.Length == 0;

    public override void Emit(ProgramBuilder program) => program.Add(new TextStep(text, Position));
}

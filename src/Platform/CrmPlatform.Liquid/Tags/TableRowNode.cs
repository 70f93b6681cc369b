using System.Globalization;

namespace CrmPlatform.Liquid;

internal sealed class TableRowNode : Node
{
    private readonly LoopHeader _header;
    private readonly Body _body;

    private TableRowNode(LoopHeader header, Body body, int position) : base(position)
    {
        _header = header;
        _body = body;
    }

    /// <summary>As in Shopify, though the rows are written.</summary>
    public override bool IsBlank => _body.IsBlank;

    public LoopHeader Header => _header;

    public override IEnumerable<LiquidTerm> Terms => _header.Terms;

    public override IEnumerable<Body> Bodies => [_body];

    public static Node Parse(TemplateParser parser, Token tag)
    {
        var header = LoopHeader.Parse(parser, tag, isTable: true);
        return new TableRowNode(header, parser.ParseBody(tag, "endtablerow"), tag.Position);
    }

    public override void Emit(ProgramBuilder program)
    {
        var begin = program.Add(new BeginStep(_header, Position));
        var body = program.Next;
        _body.Emit(program);
        program.Add(new NextStep(Position));
        begin.Body = body;
        begin.Exit = program.Next;
        begin.OnError = program.Next;
    }

    /// <summary>A table under way, and the <c>tablerowloop</c> that templates see of it.</summary>
    private sealed class TableFrame(string variable, Segment items, int columns) : Frame, ILiquidObject
    {
        private int _index;
        private int _row = 1;
        private int _column = 1;

        public int Start { get; set; }

        public int Exit { get; set; }

        /// <summary>Ends the cell; begins the next one, or ends the table.</summary>
        public int EndCell(LiquidRenderContext context, bool isLast)
        {
            context.Budget.ChargeMemory(160);
            context.WriteRaw("</td>");
            if (isLast || _index == items.Count - 1)
            {
                context.WriteRaw("</tr>\n");
                context.Pop();
                return Exit;
            }

            if (_column == columns)
            {
                _row++;
                _column = 0;
                context.WriteRaw(string.Create(CultureInfo.InvariantCulture, $"</tr>\n<tr class=\"row{_row}\">"));
            }

            _index++;
            _column++;
            BeginCell(context);
            return Start;
        }

        public void BeginCell(LiquidRenderContext context) =>
            context.WriteRaw(string.Create(CultureInfo.InvariantCulture, $"<td class=\"col{_column}\">"));

        public override bool TryGet(string name, out LiquidValue value)
        {
            var isItem = string.Equals(name, variable, StringComparison.Ordinal);
            value = isItem ? items[_index] : name is "tablerowloop" ? LiquidValue.From((ILiquidObject)this) : default;
            return isItem || name is "tablerowloop";
        }

        public override int? Interrupt(LiquidRenderContext context, bool isBreak) => EndCell(context, isBreak);

        bool ILiquidObject.TryGet(string name, out LiquidValue value)
        {
            var found = name switch
            {
                "index" => LiquidValue.From(_index + 1),
                "index0" => LiquidValue.From(_index),
                "rindex" => LiquidValue.From(items.Count - _index),
                "rindex0" => LiquidValue.From(items.Count - _index - 1),
                "first" => LiquidValue.From(_index == 0),
                "last" => LiquidValue.From(_index == items.Count - 1),
                "length" => LiquidValue.From(items.Count),
                _ => Place(name),
            };
            value = found ?? default;
            return found is not null;
        }

        private LiquidValue? Place(string name) => name switch
        {
            "row" => LiquidValue.From(_row),
            "col" => LiquidValue.From(_column),
            "col0" => LiquidValue.From(_column - 1),
            "col_first" => LiquidValue.From(_column == 1),
            "col_last" => LiquidValue.From(_column == columns),
            _ => null,
        };
    }

    private sealed class BeginStep(LoopHeader header, int position) : Step(position)
    {
        public int Body { get; set; }

        public int Exit { get; set; }

        public override int Execute(LiquidRenderContext context, int at)
        {
            var list = header.List.Evaluate(context);
            if (!list.IsTruthy)
            {
                return Exit;
            }

            var offset = Number(header.Offset, context) ?? 0;
            var limit = Number(header.Limit, context);
            var columns = Number(header.Columns, context);
            var items = Segment.Of(list, context, offset, limit, reversed: false);
            context.WriteRaw("<tr class=\"row1\">\n");
            if (items.Count == 0)
            {
                context.WriteRaw("</tr>\n");
                return Exit;
            }

            context.Budget.ChargeMemory(128);
            var frame = new TableFrame(header.Variable, items, columns ?? items.Count) { Start = Body, Exit = Exit };
            context.Push(frame);
            frame.BeginCell(context);
            return Body;
        }

        private static int? Number(LiquidTerm? term, LiquidRenderContext context)
        {
            if (term is null)
            {
                return null;
            }

            var value = term.Evaluate(context);
            return value.IsNil || value.IsNumber || value.IsText
                ? (int)Math.Clamp(NumberMath.Whole(value.ToNumber().Number), int.MinValue / 2, int.MaxValue / 2)
                : throw LiquidRenderContext.Fault("invalid integer");
        }
    }

    private sealed class NextStep(int position) : Step(position)
    {
        public override int Execute(LiquidRenderContext context, int at) => context.Top<TableFrame>().EndCell(context, isLast: false);
    }
}

namespace CrmPlatform.Liquid;

internal sealed class HostTagNode(LiquidTag tag, IReadOnlyList<LiquidTerm> terms, int position) : Node(position)
{
    public override IEnumerable<LiquidTerm> Terms => terms;

    public override void Emit(ProgramBuilder program) => program.Add(new HostTagStep(tag, Position));

    private sealed class HostTagStep(LiquidTag tag, int position) : Step(position)
    {
        public override int Execute(LiquidRenderContext context, int at)
        {
            tag.Render(context);
            return at + 1;
        }
    }
}

internal sealed class HostBlockNode(LiquidBlock block, IReadOnlyList<LiquidTerm> terms, Body body, int position) : Node(position)
{
    public override IEnumerable<LiquidTerm> Terms => terms;

    public override IEnumerable<Body> Bodies => [body];

    public override void Emit(ProgramBuilder program)
    {
        program.Add(new EnterStep(block, Position));
        var run = program.Add(new RunStep(block, Position));
        var start = program.Next - 1;
        body.Emit(program);
        program.Add(new JumpStep(Position) { Target = start });
        run.Exit = program.Next;
        program.Add(new LeaveStep(Position));
        run.OnError = program.Next - 1;
    }

    private sealed class BlockFrame(LiquidBlock block) : Frame
    {
        public int Runs { get; set; }

        public TextBuffer? Before { get; set; }

        public override int? Interrupt(LiquidRenderContext context, bool isBreak)
        {
            Finish(context);
            return null;
        }

        public void Finish(LiquidRenderContext context)
        {
            context.Pop();
            var body = Before is null ? string.Empty : context.ReturnText(context.SwapOutput(Before));
            block.Complete(context, body);
        }
    }

    private sealed class EnterStep(LiquidBlock block, int position) : Step(position)
    {
        public override int Execute(LiquidRenderContext context, int at)
        {
            context.Budget.ChargeMemory(64);
            var frame = new BlockFrame(block);
            context.Push(frame);
            if (block.CapturesBody)
            {
                frame.Before = context.SwapOutput(context.RentText());
            }

            return at + 1;
        }
    }

    private sealed class RunStep(LiquidBlock block, int position) : Step(position)
    {
        public int Exit { get; set; }

        public override int Execute(LiquidRenderContext context, int at)
        {
            var frame = context.Top<BlockFrame>();
            var runs = block.Runs(context, frame.Runs);
            frame.Runs++;
            return runs ? at + 1 : Exit;
        }
    }

    private sealed class LeaveStep(int position) : Step(position)
    {
        public override int Execute(LiquidRenderContext context, int at)
        {
            context.Top<BlockFrame>().Finish(context);
            return at + 1;
        }
    }
}

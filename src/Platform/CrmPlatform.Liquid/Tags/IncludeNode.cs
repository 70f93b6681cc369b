namespace CrmPlatform.Liquid;

/// <summary>include: the partial shares the caller's variables.</summary>
internal sealed class IncludeNode(PartialHeader header, int position) : PartialNode(header, position)
{
    public static Node Parse(TemplateParser parser, Token tag) => new IncludeNode(PartialHeader.Parse(parser, tag), tag.Position);

    public override void Emit(ProgramBuilder program) => program.Add(new IncludeStep(Header, Position));

    private sealed class IncludeStep(PartialHeader header, int position) : Step(position)
    {
        public override int Execute(LiquidRenderContext context, int at)
        {
            if (context.IsInside(frame => frame is CallFrame { IsRender: true }))
            {
                throw new LiquidException(LiquidErrorCode.PartialNotAllowed, "include usage is not allowed in this context");
            }

            var name = header.Name.Evaluate(context).TextOrNull ?? throw LiquidRenderContext.Fault("Argument error in tag 'include' - Illegal template name");
            var variables = header.Evaluate(context);
            var variable = header.VariableFor(name);
            var subject = Subject(name, context);
            var template = context.FindPartial(name);
            var items = default(Segment);
            if (subject.List is { } list and not LiquidRange)
            {
                if (list.Count == 0)
                {
                    return at + 1;
                }

                items = Segment.Of(list, 0, null, reversed: false);
                subject = items[0];
            }

            if (header.Subject is not null || !subject.IsNil)
            {
                variables[variable] = subject;
            }

            context.Budget.Enter();
            var (program, scope) = context.Enter(template.Program, context.Scope);
            context.Push(new CallFrame(program, scope, at + 1, variables) { Items = items, Variable = variable });
            return 0;
        }

        private LiquidValue Subject(string name, LiquidRenderContext context)
        {
            if (header.Subject is not null)
            {
                return header.Subject.Evaluate(context);
            }

            context.TryLookup(name, out var value);
            return value;
        }
    }
}

/// <summary>render: the partial sees only what it is handed.</summary>
internal sealed class RenderNode(PartialHeader header, int position) : PartialNode(header, position)
{
    public static Node Parse(TemplateParser parser, Token tag)
    {
        var header = PartialHeader.Parse(parser, tag);
        return header.FixedName is null
            ? throw parser.Error(tag, "Syntax error in tag 'render' - Template name must be a quoted string")
            : new RenderNode(header, tag.Position);
    }

    public override void Emit(ProgramBuilder program) => program.Add(new RenderStep(Header, Position));

    private sealed class RenderStep(PartialHeader header, int position) : Step(position)
    {
        private static readonly Dictionary<string, LiquidValue> _none = [];
        private readonly string _name = header.FixedName!;

        public override int Execute(LiquidRenderContext context, int at)
        {
            var arguments = header.Evaluate(context);
            var subject = header.Subject?.Evaluate(context) ?? default;
            var template = context.FindPartial(_name);
            var variable = header.VariableFor(_name);
            var items = default(Segment);
            if (header.IsFor && Segment.Iterable(subject, context) is { } list)
            {
                if (list.Count == 0)
                {
                    return at + 1;
                }

                items = Segment.Of(list, 0, null, reversed: false);
                subject = items[0];
            }

            Scope NewScope(LiquidValue item) => CreateScope(arguments, header.Subject is null ? null : variable, item, context);
            var first = NewScope(subject);
            context.Budget.Enter();
            var (caller, callerScope) = context.Enter(template.Program, first);
            context.Push(new CallFrame(caller, callerScope, at + 1, _none)
            {
                Items = items,
                NewScope = items.List is null ? null : NewScope,
                Loop = items.List is null ? null : new LoopFrame(variable, items, _name, default),
                IsRender = true,
            });
            return 0;
        }

        private static Scope CreateScope(Dictionary<string, LiquidValue> arguments, string? variable, LiquidValue item, LiquidRenderContext context)
        {
            context.Budget.ChargeMemory(128);
            var scope = new Scope(data: null);
            foreach (var (name, value) in arguments)
            {
                scope.Set(name, value, context.Budget);
            }

            // Nothing given hides no argument of the same name.
            if (variable is not null && !item.IsNil)
            {
                scope.Set(variable, item, context.Budget);
            }

            return scope;
        }
    }
}

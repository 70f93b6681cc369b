namespace CrmPlatform.Liquid;

/// <summary>Walks a template in reading order, knowing at each place which variables are the template's own.</summary>
internal sealed class Linter(TemplateSource source, LiquidShape? shape)
{
    private static readonly LiquidType _forLoop = LiquidType.Object(Loop("index", "index0", "rindex", "rindex0", "length"));
    private static readonly LiquidType _tableLoop = LiquidType.Object(Loop("index", "index0", "rindex", "rindex0", "length", "row", "col", "col0")
        .With("col_first", LiquidType.Boolean).With("col_last", LiquidType.Boolean));

    private readonly List<LiquidUse> _variables = [];
    private readonly List<LiquidUse> _filters = [];
    private readonly List<LiquidUse> _partials = [];
    private readonly List<LiquidError> _problems = [];
    private readonly Dictionary<string, LiquidType> _locals = new(StringComparer.Ordinal);
    private readonly List<(string Name, LiquidType Type)> _scopes = [];
    private bool _included;

    public LiquidLint Report() => new(_variables, [.. _locals.Keys], _filters, _partials, _problems);

    public void Visit(Body body)
    {
        StackGuard.Check();
        foreach (var node in body.Nodes)
        {
            Visit(node);
        }
    }

    private void Visit(Node node)
    {
        switch (node)
        {
            case AssignNode assign:
                Declare(assign.Name, TypeOf(assign.Value));
                break;
            case CaptureNode capture:
                VisitParts(node);
                Declare(capture.Name, LiquidType.Text);
                break;
            case CounterNode counter:
                Declare(counter.Name, LiquidType.Number);
                break;
            case ForNode loop:
                VisitLoop(loop.Header, "forloop", _forLoop, loop.Loop);
                if (loop.Otherwise is not null)
                {
                    Visit(loop.Otherwise);
                }

                break;
            case TableRowNode table:
                VisitLoop(table.Header, "tablerowloop", _tableLoop, table.Bodies.Single());
                break;
            case PartialNode partial:
                VisitPartial(partial);
                break;
            default:
                VisitParts(node);
                break;
        }
    }

    private void VisitParts(Node node)
    {
        foreach (var term in node.Terms)
        {
            TypeOf(term);
        }

        foreach (var body in node.Bodies)
        {
            Visit(body);
        }
    }

    private void VisitLoop(LoopHeader header, string loopName, LiquidType loopType, Body body)
    {
        var list = LiquidType.Any;
        foreach (var term in header.Terms)
        {
            var type = TypeOf(term);
            list = ReferenceEquals(term, header.List) ? type : list;
        }

        _scopes.Add((header.Variable, list.Item ?? LiquidType.Any));
        _scopes.Add((loopName, loopType));
        Visit(body);
        _scopes.RemoveRange(_scopes.Count - 2, 2);
    }

    private void VisitPartial(PartialNode node)
    {
        var header = node.Header;
        var name = header.FixedName ?? (header.Name is PathTerm path ? Text(path) : "?");
        _partials.Add(Use(name, node.Position));
        foreach (var term in header.Terms)
        {
            TypeOf(term);
        }

        _included |= node is IncludeNode;
    }

    private LiquidType TypeOf(LiquidTerm term)
    {
        StackGuard.Check();
        switch (term)
        {
            case LiteralTerm literal:
                return TypeOf(literal.Value);
            case PathTerm path:
                return TypeOf(path);
            case RangeTerm range:
                TypeOf(range.First);
                TypeOf(range.Last);
                return LiquidType.ListOf(LiquidType.Number);
            case FilteredTerm filtered:
                return TypeOf(filtered);
            case ComparisonTerm comparison:
                TypeOf(comparison.Left);
                TypeOf(comparison.Right);
                return LiquidType.Boolean;
            case LogicTerm logic:
                foreach (var operand in logic.Operands)
                {
                    TypeOf(operand);
                }

                return LiquidType.Boolean;
            default:
                return LiquidType.Any;
        }
    }

    private static LiquidType TypeOf(LiquidValue value) => value.Kind switch
    {
        LiquidKind.Boolean => LiquidType.Boolean,
        LiquidKind.Number => LiquidType.Number,
        LiquidKind.Text => LiquidType.Text,
        LiquidKind.Nil => LiquidType.Nil,
        _ => LiquidType.Any,
    };

    private LiquidType TypeOf(FilteredTerm term)
    {
        var type = TypeOf(term.Input);
        foreach (var call in term.Filters)
        {
            _filters.Add(Use(call.Filter.Name, call.Position));
            var arguments = call.Arguments.Select(TypeOf).ToList();
            foreach (var named in call.Named)
            {
                TypeOf(named);
            }

            type = call.Filter.ResultType(type, arguments);
        }

        return type;
    }

    private LiquidType TypeOf(PathTerm path)
    {
        foreach (var key in path.Steps.Prepend(path.Root).Select(step => step.Key).OfType<LiquidTerm>())
        {
            TypeOf(key);
        }

        if (path.Root.Name is SelfObject.Word && Own(SelfObject.Word) is null && shape?.Find(SelfObject.Word) is null)
        {
            // What follows is the variable; self.self is self again.
            var first = Array.FindIndex(path.Steps, step => step.Name is not SelfObject.Word);
            return first >= 0 && path.Steps[first].Name is not null
                ? TypeOf(new PathTerm(path.Steps[first], path.Steps[(first + 1)..], path.Position)) : LiquidType.Any;
        }

        if (Own(path.Root.Name) is { } own)
        {
            return shape is null ? LiquidType.Any : Follow(own, path.Steps, path);
        }

        _variables.Add(Use(Text(path), path.Position));
        if (shape is null || path.Root.Name is not { } name)
        {
            return LiquidType.Any;
        }

        if (shape.Find(name) is { } type)
        {
            return Follow(type, path.Steps, path);
        }

        if (!_included)
        {
            Report(LiquidType.Object(shape), name, path);
        }

        return LiquidType.Any;
    }

    private LiquidType Follow(LiquidType type, PathStep[] steps, PathTerm path)
    {
        foreach (var step in steps)
        {
            if (step.Name is not { } name)
            {
                type = type.Item ?? LiquidType.Any;
            }
            else if (TypeChecks.Member(type, name) is { } member)
            {
                type = member;
            }
            else
            {
                Report(type, name, path);
                return LiquidType.Any;
            }
        }

        return type;
    }

    private void Report(LiquidType type, string name, PathTerm path) =>
        _problems.Add(source.At(TypeChecks.UnknownMember(type, name, Text(path)), path.Position));

    private LiquidType? Own(string? name)
    {
        for (var i = _scopes.Count - 1; i >= 0; i--)
        {
            if (string.Equals(_scopes[i].Name, name, StringComparison.Ordinal))
            {
                return _scopes[i].Type;
            }
        }

        return name is not null && _locals.TryGetValue(name, out var type) ? type : null;
    }

    private void Declare(string name, LiquidType type) =>
        _locals[name] = _locals.TryGetValue(name, out var before) ? LiquidType.Join(before, type) : type;

    private LiquidUse Use(string name, int position)
    {
        var place = source.At(new LiquidError(LiquidErrorCode.Syntax, string.Empty), position);
        return new LiquidUse(name, place.Line, place.Column);
    }

    private static string Text(PathTerm path) => string.Concat(path.Steps.Select(step => step.Name is null ? "[]" : "." + step.Name).Prepend(path.Root.Name ?? "[]"));

    private static LiquidShape Loop(params ReadOnlySpan<string> numbers)
    {
        var loop = new LiquidShape().With("first", LiquidType.Boolean).With("last", LiquidType.Boolean)
            .With("name", LiquidType.Text).With("parentloop", LiquidType.Any);
        foreach (var number in numbers)
        {
            loop.With(number, LiquidType.Number);
        }

        return loop;
    }
}

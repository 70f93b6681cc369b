using System.Globalization;

namespace CrmPlatform.Liquid;

internal enum RunState
{
    Done,
    Failed,
    Waiting,
    Full,
}

public sealed partial class LiquidRenderContext
{
    private const int StreamChunk = 8 * 1024;
    private LiquidProgram? _program;
    private Frame? _frame;
    private Scope? _scope;
    private TextBuffer? _output;
    private List<LiquidError>? _errors;
    private int _at;
    private int _flushAt = int.MaxValue;

    internal TextBuffer Output => _output!;

    internal TextBuffer? Root { get; private set; }

    internal LiquidSuspension? Suspension { get; private set; }

    internal Scope Scope => _scope ??= new Scope(_input.Data);

    internal ITemplateSource? Partials => _input.Partials ?? Options.Partials;

    internal IReadOnlyList<LiquidError> Errors => _errors ?? (IReadOnlyList<LiquidError>)[];

    internal LiquidError? Failure { get; private set; }

    private bool IsLax => Options.Mode == LiquidMode.Lax;

    /// <summary>Writes a value as <c>{{ }}</c> does: encoded for HTML unless it is safe or the render is plain.</summary>
    public void Write(LiquidValue value)
    {
        var output = Output;
        if (value.IsNumber)
        {
            output.AppendNumber(value);
            return;
        }

        var encode = EncodeHtml && !value.IsSafe;
        if (value.TextOrNull is { } text)
        {
            if (encode)
            {
                output.AppendEncoded(text);
            }
            else
            {
                output.Append(text);
            }

            return;
        }

        if (!value.IsNil)
        {
            WriteComposite(value, encode);
        }
    }

    /// <summary>Writes text as it stands; the caller vouches that it is HTML, or the render is plain.</summary>
    public void WriteRaw(string text) => Output.Append(text);

    internal void Begin(LiquidProgram program, bool streaming)
    {
        _program = program;
        Root = _output = new TextBuffer(Budget, isOutput: true, becomesText: !streaming);
        _flushAt = streaming ? StreamChunk : int.MaxValue;
    }

    /// <summary>Runs until the end, an error, a value to wait for, or a full buffer; to be called again after the last two.</summary>
    internal RunState Run()
    {
        while (true)
        {
            try
            {
                return RunSteps();
            }
            catch (LiquidSuspension suspension)
            {
                Suspension = suspension;
                return RunState.Waiting;
            }
            catch (LiquidException fault)
            {
                var error = Located(fault.Error);
                (_errors ??= []).Add(error);
                if (!IsLax || error.IsBudget)
                {
                    Failure = error;
                    return RunState.Failed;
                }

                if (!Recover(error))
                {
                    return RunState.Failed;
                }
            }
        }
    }

    internal LiquidError Fail(LiquidError error)
    {
        Failure = Located(error);
        (_errors ??= []).Add(Failure);
        return Failure;
    }

    internal void Release()
    {
        Root?.Release();
        _spareText?.Release();
        _spareText = null;
    }

    internal void Push(Frame frame)
    {
        frame.Outer = _frame;
        _frame = frame;
    }

    internal Frame Pop()
    {
        var frame = _frame!;
        _frame = frame.Outer;
        return frame;
    }

    internal T Top<T>()
        where T : Frame => (T)_frame!;

    internal TextBuffer SwapOutput(TextBuffer output)
    {
        var before = Output;
        _output = output;
        return before;
    }

    internal bool IsInside(Predicate<Frame> match)
    {
        for (var frame = _frame; frame is not null; frame = frame.Outer)
        {
            if (match(frame))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Leaves everything up to the nearest loop, and gives the step to go on with.</summary>
    internal int Interrupt(bool isBreak)
    {
        while (_frame is not null)
        {
            if (_frame.Interrupt(this, isBreak) is { } next)
            {
                return next;
            }
        }

        return _program!.Steps.Length;
    }

    /// <summary>Goes into another program; the step given is the one of the present program to return to.</summary>
    internal (LiquidProgram Program, Scope Scope) Enter(LiquidProgram program, Scope scope)
    {
        var before = (_program!, Scope);
        _program = program;
        _scope = scope;
        return before;
    }

    internal void SetScope(Scope scope) => _scope = scope;

    internal LiquidTemplate FindPartial(string name)
    {
        var template = Partials?.Find(name, Options)
            ?? throw new LiquidException(LiquidErrorCode.PartialNotFound, $"Could not find asset {Nearest.Short(name)}");
        Budget.ChargeText(template.Length);
        return template;
    }

    private RunState RunSteps()
    {
        while (true)
        {
            var steps = _program!.Steps;
            if (_at >= steps.Length)
            {
                if (_frame is not CallFrame call)
                {
                    return RunState.Done;
                }

                _at = call.Return(this);
                continue;
            }

            Budget.Step();
            _at = steps[_at].Execute(this, _at);
            if (Root!.Length >= _flushAt)
            {
                return RunState.Full;
            }
        }
    }

    private LiquidError Located(LiquidError error)
    {
        if (_program is null)
        {
            return error;
        }

        // Between two runs of a partial no step is under way: the last one stands for them.
        var steps = _program.Steps;
        var position = steps.Length == 0 ? 0 : steps[Math.Min(_at, steps.Length - 1)].Position;
        return error.Line > 0 ? error : _program.Source.At(error, position);
    }

    /// <summary>Shopify's lax mode: the error is written where it happened and the rest goes on.</summary>
    private bool Recover(LiquidError error)
    {
        var steps = _program!.Steps;
        var step = _at < steps.Length ? steps[_at] : null;
        try
        {
            // An exception costs far more than a step.
            Budget.Step(32);
            Budget.ChargeMemory(2048);
            Write(step is { IsQuiet: true } ? default : LiquidValue.From(Shown(error)));
        }
        catch (LiquidException exhausted)
        {
            Fail(exhausted.Error);
            return false;
        }

        if (step is not null)
        {
            _at = step.OnError >= 0 ? step.OnError : _at + 1;
        }

        return true;
    }

    private string Shown(LiquidError error)
    {
        var kind = error.Code is LiquidErrorCode.Syntax ? "Liquid syntax error" : "Liquid error";
        return !Options.ShowErrorLines ? $"{kind}: {error.Message}"
            : error.Template is null ? string.Create(CultureInfo.InvariantCulture, $"{kind} (line {error.Line}): {error.Message}")
            : string.Create(CultureInfo.InvariantCulture, $"{kind} ({error.Template} line {error.Line}): {error.Message}");
    }

    private void WriteComposite(LiquidValue value, bool encode)
    {
        if (!encode)
        {
            value.AppendTo(Output, this, 0);
            return;
        }

        if (value.List is { } list and not LiquidRange)
        {
            for (var i = 0; i < list.Count; i++)
            {
                Budget.Step();
                Write(Settle(list[i]) is { List: null } item ? item : LiquidValue.From(list[i].ToOutput(this)));
            }

            return;
        }

        Output.AppendEncoded(value.ToOutput(this));
    }
}

using System.Globalization;

namespace CrmPlatform.Liquid;

/// <summary>
/// One render, or one evaluation of an expression, under way: what filters and tags see of it. Not thread-safe;
/// the engine makes one for each render.
/// </summary>
public sealed partial class LiquidRenderContext
{
    private const int MaxValueDepth = 100;
    private readonly LiquidContext _input;
    private TextBuffer? _spareText;
    private Dictionary<(object, string), LiquidValue>? _fetched;
    private TimeZoneInfo? _zone;

    internal LiquidRenderContext() : this(LiquidOptions.Default, LiquidContext.Empty, CancellationToken.None)
    {
    }

    internal LiquidRenderContext(LiquidOptions options, LiquidContext input, CancellationToken cancellation)
    {
        _input = input;
        Options = options;
        Clock = input.Clock ?? options.Clock;
        EncodeHtml = input.EncodeHtml ?? options.EncodeHtml;
        Cancellation = cancellation;
        Budget = new LiquidBudget(input.Limits ?? options.Limits, Clock, cancellation);
    }

    /// <summary>The language of the template.</summary>
    public LiquidOptions Options { get; }

    /// <summary>What is left of the limits, to be charged before work.</summary>
    public LiquidBudget Budget { get; }

    /// <summary>The clock of this render.</summary>
    public TimeProvider Clock { get; }

    /// <summary>The zone in which instants are shown and dates without an offset are read.</summary>
    public TimeZoneInfo TimeZone => _zone ??= _input.TimeZone ?? Options.TimeZone;

    /// <summary>The culture of this render.</summary>
    public CultureInfo Culture => _input.Culture ?? Options.Culture;

    /// <summary>Whether the output is encoded for HTML.</summary>
    public bool EncodeHtml { get; }

    /// <summary>The caller's wish to stop.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>Whatever the host handed to this render for its own tags and filters.</summary>
    public IReadOnlyDictionary<string, object> Items => _input.Items;

    /// <summary>Reads a member of a value as the dot does, waiting for deferred values where the render can.</summary>
    public LiquidValue Member(LiquidValue value, string name)
    {
        Budget.Step();
        return MemberReader.Read(Settle(value), name, this);
    }

    /// <summary>An error of the template's author, raised by a filter or a tag.</summary>
    public static LiquidException Fault(string message) => new(LiquidErrorCode.Argument, message);

    internal TextBuffer RentText()
    {
        if (_spareText is { } spare)
        {
            _spareText = null;
            return spare;
        }

        Budget.ChargeMemory(TextBuffer.FirstBytes);
        return new TextBuffer(Budget, isOutput: false);
    }

    /// <summary>Takes the text out of a rented buffer, charges it, and gives the buffer back.</summary>
    internal string ReturnText(TextBuffer buffer)
    {
        Budget.ChargeNewText(buffer.Length);
        var text = buffer.ToText();
        if (_spareText is null)
        {
            buffer.Clear();
            _spareText = buffer;
        }
        else
        {
            buffer.Release();
        }

        return text;
    }

    internal static void CheckDepth(int depth)
    {
        if (depth > MaxValueDepth)
        {
            throw new LiquidException(LiquidErrorCode.DepthBudget, "Nesting too deep");
        }
    }

    /// <summary>The value itself, or what a deferred value turned out to be; if that is not known yet, the render is suspended.</summary>
    internal LiquidValue Settle(LiquidValue value) =>
        value.AsDeferred is { } deferred ? Fetched(deferred, string.Empty, deferred) : value;

    /// <summary>
    /// What a deferred member turned out to be. It is remembered under its owner and name, because a host may
    /// make a new deferred value at each reading.
    /// </summary>
    internal LiquidValue Fetched(object owner, string name, LiquidDeferred deferred)
    {
        if (_fetched is not null && _fetched.TryGetValue((owner, name), out var value))
        {
            return value;
        }

        throw new LiquidSuspension(owner, name, deferred);
    }

    /// <summary>Waits for a value, no longer than the time that is left. Gives the error that ends the render, if any.</summary>
    internal async ValueTask<LiquidError?> FetchAsync(LiquidSuspension suspension)
    {
        try
        {
            var value = LiquidValue.From(suspension.Deferred);
            for (var depth = 0; value.AsDeferred is { } next; depth++)
            {
                CheckDepth(depth);
                value = await FetchAsync(next).ConfigureAwait(false);
            }

            // The exception that suspended the render costs far more than the place in the table.
            Budget.Step(32);
            Budget.ChargeMemory(2048);
            _fetched ??= [];
            _fetched[(suspension.Owner, suspension.Name)] = value;
            return null;
        }
        catch (LiquidException fault)
        {
            return Fail(fault.Error);
        }
    }

    private async ValueTask<LiquidValue> FetchAsync(LiquidDeferred deferred)
    {
        var fetch = deferred.FetchAsync(Cancellation);
        if (fetch.IsCompleted)
        {
            return await fetch.ConfigureAwait(false);
        }

        try
        {
            return await fetch.AsTask().WaitAsync(Budget.TimeLeft, Clock, Cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new LiquidException(LiquidErrorCode.TimeBudget, "Time limits exceeded");
        }
    }
}

/// <summary>
/// Unwinds to the render loop when a deferred value is not there yet. The step that met it runs again once the
/// value is known; templates without deferred values never pay for this.
/// </summary>
#pragma warning disable CA1032, CA1064 // Never leaves the engine: it needs no public constructors.
internal sealed class LiquidSuspension(object owner, string name, LiquidDeferred deferred) : Exception
{
    public object Owner => owner;

    public string Name => name;

    public LiquidDeferred Deferred => deferred;
}
#pragma warning restore CA1032, CA1064

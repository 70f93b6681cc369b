using System.Buffers;
using System.Text;

namespace CrmPlatform.Liquid;

public sealed partial class LiquidTemplate
{
    /// <summary>Renders to text. Whatever goes wrong in the template is in the result, never an exception.</summary>
    public LiquidResult Render(LiquidContext? context = null, CancellationToken cancellationToken = default)
    {
        var render = Begin(context, streaming: false, cancellationToken);
        var state = render.Run();
        return Finish(render, state, withText: true);
    }

    /// <summary>Renders to text over a dictionary of plain .NET values.</summary>
    public LiquidResult Render(IReadOnlyDictionary<string, object?> data, CancellationToken cancellationToken = default) =>
        Render(LiquidContext.From(data), cancellationToken);

    /// <summary>Renders piece by piece to a writer.</summary>
    public LiquidResult Render(LiquidContext? context, TextWriter writer, CancellationToken cancellationToken = default) =>
        Stream(context, text => writer.Write(text.Span), cancellationToken);

    /// <summary>Renders piece by piece, as UTF-8, to a buffer.</summary>
    public LiquidResult Render(LiquidContext? context, IBufferWriter<byte> writer, CancellationToken cancellationToken = default)
    {
        var encoder = Encoding.UTF8.GetEncoder();
        var result = Stream(context, text => encoder.Convert(text.Span, writer, flush: false, out _, out _), cancellationToken);
        encoder.Convert([], writer, flush: true, out _, out _);
        return result;
    }

    /// <summary>Renders to text, waiting for deferred values that the template reads.</summary>
    public ValueTask<LiquidResult> RenderAsync(LiquidContext? context = null, CancellationToken cancellationToken = default)
    {
        var render = Begin(context, streaming: false, cancellationToken);
        var state = render.Run();
        return state == RunState.Waiting
            ? AwaitAsync(render, null, withText: true)
            : ValueTask.FromResult(Finish(render, state, withText: true));
    }

    /// <summary>Renders piece by piece to a writer, waiting for deferred values and for the writer.</summary>
    public ValueTask<LiquidResult> RenderAsync(LiquidContext? context, TextWriter writer, CancellationToken cancellationToken = default)
    {
        var render = Begin(context, streaming: true, cancellationToken);
        return AwaitAsync(render, text => writer.WriteAsync(text, cancellationToken), withText: false, started: false);
    }

    /// <summary>
    /// Renders piece by piece, as UTF-8, to a buffer, waiting for deferred values. After each piece of a few
    /// kilobytes the flush function is awaited, when there is one: a pipe's, for instance.
    /// </summary>
    public async ValueTask<LiquidResult> RenderAsync(
        LiquidContext? context, IBufferWriter<byte> writer, Func<CancellationToken, ValueTask>? flush = null, CancellationToken cancellationToken = default)
    {
        var encoder = Encoding.UTF8.GetEncoder();
        async Task Write(ReadOnlyMemory<char> text)
        {
            encoder.Convert(text.Span, writer, flush: false, out _, out _);
            if (flush is not null)
            {
                await flush(cancellationToken).ConfigureAwait(false);
            }
        }

        var render = Begin(context, streaming: true, cancellationToken);
        var result = await AwaitAsync(render, Write, withText: false, started: false).ConfigureAwait(false);
        encoder.Convert([], writer, flush: true, out _, out _);
        return result;
    }

    private static LiquidResult Finish(LiquidRenderContext render, RunState state, bool withText)
    {
        var text = withText ? render.Root!.ToText() : string.Empty;
        var errors = render.Errors;
        var failure = render.Failure;
        if (state == RunState.Waiting)
        {
            failure = new LiquidError(LiquidErrorCode.AsyncRequired, "The template reads a value that has to be waited for: render it asynchronously");
            errors = [.. errors, failure];
        }

        render.Release();
        return new LiquidResult(text, failure, errors);
    }

    private static async ValueTask<LiquidResult> AwaitAsync(
        LiquidRenderContext render, Func<ReadOnlyMemory<char>, Task>? write, bool withText, bool started = true)
    {
        var state = started ? RunState.Waiting : render.Run();
        while (state is RunState.Waiting or RunState.Full)
        {
            if (state == RunState.Full)
            {
                await write!(render.Root!.Memory).ConfigureAwait(false);
                render.Root!.Clear();
            }
            else if (await render.FetchAsync(render.Suspension!).ConfigureAwait(false) is not null)
            {
                state = RunState.Failed;
                break;
            }

            state = render.Run();
        }

        if (write is not null)
        {
            await write(render.Root!.Memory).ConfigureAwait(false);
        }

        return Finish(render, state, withText);
    }

    private LiquidRenderContext Begin(LiquidContext? context, bool streaming, CancellationToken cancellationToken)
    {
        var render = new LiquidRenderContext(Options, context ?? LiquidContext.Empty, cancellationToken);
        render.Begin(Program, streaming);
        return render;
    }

    private LiquidResult Stream(LiquidContext? context, Action<ReadOnlyMemory<char>> write, CancellationToken cancellationToken)
    {
        var render = Begin(context, streaming: true, cancellationToken);
        RunState state;
        while ((state = render.Run()) == RunState.Full)
        {
            write(render.Root!.Memory);
            render.Root!.Clear();
        }

        write(render.Root!.Memory);
        return Finish(render, state, withText: false);
    }
}

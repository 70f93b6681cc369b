using System.Globalization;
using System.Text.Json;

namespace CrmPlatform.Liquid;

public readonly partial struct LiquidValue
{
    /// <summary>A value from JSON: numbers keep their decimal digits, and one written with a point is not an integer.</summary>
    public static LiquidValue FromJson(JsonElement element) => JsonValues.From(element);

    /// <summary>
    /// A value from the plain .NET types: text, numbers, booleans, dates, dictionaries with text keys, sequences,
    /// JSON elements, and Liquid's own. Any other type is refused: objects come in as <see cref="ILiquidObject"/>.
    /// </summary>
    public static LiquidValue FromObject(object? value) => value switch
    {
        null => Nil,
        LiquidValue liquid => liquid,
        string text => From(text),
        bool flag => From(flag),
        int number => From(number),
        long number => From(number),
        decimal number => From(number),
        ILiquidObject liquid => From(liquid),
        LiquidList list => From(list),
        DateTimeOffset date => From(date),
        DateOnly date => From(date),
        _ => FromRarer(value),
    };

    /// <summary>
    /// The text a filter works on, charging the render's budget for what it builds: what plain output would show,
    /// except that a list is written as Ruby inspects it (<c>["a", 1]</c>), which is what Shopify's filters see.
    /// </summary>
    public string ToText(LiquidRenderContext context)
    {
        if (_reference is not (LiquidList or LiquidDeferred) || context.Settle(this) is not { List: not (null or LiquidRange) } settled)
        {
            return ToOutput(context);
        }

        var buffer = context.RentText();
        ObjectText.Inspect(settled, buffer, context, 0);
        return context.ReturnText(buffer);
    }

    /// <summary>The text that plain output would show, charging the render's budget for what it builds.</summary>
    internal string ToOutput(LiquidRenderContext context)
    {
        if (TextOrNull is { } text)
        {
            return text;
        }

        if (IsNumber)
        {
            context.Budget.ChargeMemory(64);
            return FormatNumber();
        }

        var buffer = context.RentText();
        AppendTo(buffer, context, 0);
        return context.ReturnText(buffer);
    }

    /// <summary>Liquid's number for any value: text is read as far as it is a number, all else is 0.</summary>
    internal LiquidValue ToNumber()
    {
        if (IsNumber)
        {
            return this;
        }

        return TextOrNull is { } text ? NumberMath.Parse(text) : From(0);
    }

    /// <summary>A whole number, or an "invalid integer" error.</summary>
    internal decimal ToInteger()
    {
        if (IsInteger || (IsNumber && Form == NumberForm.Exact && decimal.IsInteger(_number)))
        {
            return _number;
        }

        if (TextOrNull is { Length: <= 4096 } text && decimal.TryParse(text.AsSpan().Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        throw new LiquidException(LiquidErrorCode.Argument, "invalid integer");
    }

    /// <summary>A whole number within int, so that positions and counts cannot overflow.</summary>
    internal int ToIndex() => (int)Math.Clamp(ToInteger(), int.MinValue / 2, int.MaxValue / 2);

    internal void AppendTo(TextBuffer buffer, LiquidRenderContext context, int depth)
    {
        LiquidRenderContext.CheckDepth(depth);
        switch (Kind)
        {
            case LiquidKind.Text:
                buffer.Append(TextOrNull);
                break;
            case LiquidKind.Number:
                buffer.AppendNumber(this);
                break;
            case LiquidKind.Boolean:
                buffer.Append(IsTrue ? "true" : "false");
                break;
            case LiquidKind.Date:
                buffer.Append(LiquidDates.ToText(Date!, context));
                break;
            case LiquidKind.List:
                AppendList(buffer, context, depth);
                break;
            case LiquidKind.Object:
                ObjectText.Append(this, buffer, context, depth);
                break;
            case LiquidKind.Deferred:
                context.Settle(this).AppendTo(buffer, context, depth);
                break;
        }
    }

    private void AppendList(TextBuffer buffer, LiquidRenderContext context, int depth)
    {
        var list = List!;
        if (list is LiquidRange range)
        {
            // As Ruby writes a range; join is for its numbers.
            context.Budget.ChargeMemory(128);
            buffer.Append(string.Create(CultureInfo.InvariantCulture, $"{range.First}..{range.Last}"));
            return;
        }

        for (var i = 0; i < list.Count; i++)
        {
            context.Budget.Step();
            list[i].AppendTo(buffer, context, depth + 1);
        }
    }

    private static LiquidValue FromRarer(object value) => value switch
    {
        JsonElement json => FromJson(json),
        double number => FromDouble(number),
        float number => FromDouble(number),
        short number => From(number),
        byte number => From(number),
        uint number => From(number),
        ulong number => Integer(number),
        char letter => From(letter.ToString()),
        DateTime date => From(date.Kind == DateTimeKind.Local ? new DateTimeOffset(date) : new DateTimeOffset(date, TimeSpan.Zero)),
        Guid id => From(id.ToString()),
        IReadOnlyDictionary<string, object?> members => From(new ConvertedDictionary(members)),
        IDictionary<string, object?> members => From(new ConvertedDictionary(members.AsReadOnly())),
        IReadOnlyCollection<LiquidValue> items => From(items),
        IReadOnlyList<object?> items => From(new ConvertedList(items)),
        System.Collections.IEnumerable items => From([.. items.Cast<object?>().Select(FromObject)]),
        _ => throw new ArgumentException($"A {value.GetType().Name} is not a Liquid value: give it as an ILiquidObject.", nameof(value)),
    };

    private static LiquidValue FromDouble(double number) =>
        double.IsFinite(number) && Math.Abs(number) < 7.9e28 ? From((decimal)number) : Nil;
}

using System.Globalization;

namespace CrmPlatform.Liquid;

/// <summary>
/// A value as templates and expressions see it. Numbers are decimals; an integer remembers that it is one,
/// because Liquid divides integers by integers without a fraction. The default value is nil.
/// </summary>
public readonly partial struct LiquidValue : IEquatable<LiquidValue>
{
    private static readonly Marker _true = new(LiquidKind.Boolean);
    private static readonly Marker _false = new(LiquidKind.Boolean);
    private static readonly Marker _integer = new(LiquidKind.Number);
    private static readonly Marker _fraction = new(LiquidKind.Number, NumberForm.Fraction);
    private static readonly Marker _exact = new(LiquidKind.Number, NumberForm.Exact);
    private static readonly Marker _blank = new(LiquidKind.Blank);
    private static readonly Marker _empty = new(LiquidKind.Empty);

    private readonly object? _reference;
    private readonly decimal _number;

    private LiquidValue(object? reference) => _reference = reference;

    private LiquidValue(Marker marker, decimal number)
    {
        _reference = marker;
        _number = number;
    }

    /// <summary>Nothing.</summary>
    public static LiquidValue Nil => default;

    /// <summary>True.</summary>
    public static LiquidValue True => new(_true);

    /// <summary>False.</summary>
    public static LiquidValue False => new(_false);

    /// <summary>The literal <c>blank</c>.</summary>
    public static LiquidValue Blank => new(_blank);

    /// <summary>The literal <c>empty</c>.</summary>
    public static LiquidValue Empty => new(_empty);

    /// <summary>A text of no length.</summary>
    public static LiquidValue EmptyText => new(string.Empty);

    /// <summary>What the value holds.</summary>
    public LiquidKind Kind => _reference switch
    {
        null => LiquidKind.Nil,
        string => LiquidKind.Text,
        Marker marker => marker.Kind,
        SafeText => LiquidKind.Text,
        LiquidList => LiquidKind.List,
        DateBox => LiquidKind.Date,
        LiquidDeferred => LiquidKind.Deferred,
        _ => LiquidKind.Object,
    };

    /// <summary>Nothing is held.</summary>
    public bool IsNil => _reference is null;

    /// <summary>A decimal is held.</summary>
    public bool IsNumber => _reference is Marker { Kind: LiquidKind.Number };

    /// <summary>A whole number written without a fraction: dividing two of them drops the remainder.</summary>
    public bool IsInteger => ReferenceEquals(_reference, _integer);

    /// <summary>A text is held, safe or not.</summary>
    public bool IsText => _reference is string or SafeText;

    /// <summary>Text that is HTML already and is written as it stands when output is encoded.</summary>
    public bool IsSafe => _reference is SafeText;

    /// <summary>Liquid's truth: everything but nil and false.</summary>
    public bool IsTruthy => _reference is not null && !ReferenceEquals(_reference, _false);

    internal bool IsFalse => ReferenceEquals(_reference, _false);

    internal bool IsTrue => ReferenceEquals(_reference, _true);

    internal decimal Number => _number;

    internal NumberForm Form => ((Marker)_reference!).Form;

    internal LiquidList? List => _reference as LiquidList;

    internal ILiquidObject? Object => _reference as ILiquidObject;

    internal LiquidDeferred? AsDeferred => _reference as LiquidDeferred;

    internal DateBox? Date => _reference as DateBox;

    /// <summary>The text itself, or null when the value is not text.</summary>
    internal string? TextOrNull => _reference switch
    {
        string text => text,
        SafeText safe => safe.Text,
        _ => null,
    };

    /// <summary>A text, encoded when it is written as HTML; null is nil.</summary>
    public static LiquidValue From(string? text) => new(text);

    /// <summary>True or false.</summary>
    public static LiquidValue From(bool value) => value ? True : False;

    /// <summary>A whole number.</summary>
    public static LiquidValue From(int value) => new(_integer, value);

    /// <summary>A whole number.</summary>
    public static LiquidValue From(long value) => new(_integer, value);

    /// <summary>
    /// A decimal of the host, such as a sum of money. It never takes part in whole-number division and is
    /// written without trailing zeros (1000.00 as 1000).
    /// </summary>
    public static LiquidValue From(decimal value) => new(_exact, value);

    /// <summary>An instant. Without an offset of its own (UTC) it is shown in the time zone of the render.</summary>
    public static LiquidValue From(DateTimeOffset value) => new(new DateBox(value, hasTime: true));

    /// <summary>A day, without a time or a zone.</summary>
    public static LiquidValue From(DateOnly value) =>
        new(new DateBox(new DateTimeOffset(value, TimeOnly.MinValue, TimeSpan.Zero), hasTime: false));

    /// <summary>An object of the host; null is nil.</summary>
    public static LiquidValue From(ILiquidObject? value) => new(value);

    /// <summary>A list that is read by position; null is nil.</summary>
    public static LiquidValue From(LiquidList? value) => new(value);

    /// <summary>A list of these items, copied; null is nil.</summary>
    public static LiquidValue From(IReadOnlyCollection<LiquidValue>? items) =>
        items is null ? Nil : new LiquidValue(new LiquidArray([.. items]));

    /// <summary>Text that is HTML already. The caller vouches for it.</summary>
    public static LiquidValue Safe(string html) => new(new SafeText(html));

    /// <summary>
    /// A value fetched only when a template reads it; only an asynchronous render can wait for it.
    /// </summary>
    public static LiquidValue Deferred(Func<CancellationToken, ValueTask<LiquidValue>> fetch) => new(new LiquidDeferred(fetch));

    /// <summary>The number, when the value is one; text is not converted.</summary>
    public bool TryGetNumber(out decimal number)
    {
        number = _number;
        return IsNumber;
    }

    /// <summary>The instant and whether it has a time of day, when the value is a date.</summary>
    public bool TryGetDate(out DateTimeOffset date, out bool hasTime)
    {
        date = Date?.Value ?? default;
        hasTime = Date?.HasTime ?? false;
        return Date is not null;
    }

    /// <summary>The list, when the value is one.</summary>
    public bool TryGetList([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out LiquidList? list)
    {
        list = List;
        return list is not null;
    }

    /// <summary>The object, when the value is one.</summary>
    public bool TryGetObject([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ILiquidObject? value)
    {
        value = Object;
        return value is not null;
    }

    /// <summary>The value as plain output would show it, within the engine's default limits; empty where it is still to be fetched.</summary>
    public override string ToString()
    {
        try
        {
            return ToOutput(new LiquidRenderContext());
        }
        catch (LiquidSuspension)
        {
            return string.Empty;
        }
    }

    internal static LiquidValue From(LiquidDeferred deferred) => new(deferred);

    internal static LiquidValue Integer(decimal value) => new(_integer, value);

    internal static LiquidValue NumberOf(decimal value, NumberForm form) =>
        new(form switch { NumberForm.Whole => _integer, NumberForm.Fraction => _fraction, _ => _exact }, value);

    internal static LiquidValue SafeIf(bool safe, string text) => safe ? Safe(text) : From(text);

    /// <summary>Writes the number without trailing zeros; a fraction keeps at least one digit after the point.</summary>
    internal int FormatNumber(Span<char> buffer)
    {
        _number.TryFormat(buffer, out var length, default, CultureInfo.InvariantCulture);
        var form = Form;
        if (_number.Scale > 0)
        {
            while (buffer[length - 1] == '0')
            {
                length--;
            }

            length -= buffer[length - 1] == '.' ? 1 : 0;
        }

        if (form == NumberForm.Fraction && buffer[..length].IndexOf('.') < 0)
        {
            ".0".CopyTo(buffer[length..]);
            length += 2;
        }

        return length;
    }

    internal string FormatNumber()
    {
        Span<char> buffer = stackalloc char[40];
        return new string(buffer[..FormatNumber(buffer)]);
    }

    private sealed class Marker(LiquidKind kind, NumberForm form = NumberForm.Whole)
    {
        public LiquidKind Kind { get; } = kind;

        public NumberForm Form { get; } = form;
    }

    private sealed class SafeText(string text)
    {
        public string Text { get; } = text;
    }
}

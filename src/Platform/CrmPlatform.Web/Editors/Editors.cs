using System.Globalization;
using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;

namespace CrmPlatform.Web.Editors;

/// <summary>Anything that one line of text can hold.</summary>
public sealed class TextEditor : FieldEditor
{
    public override Type Component => typeof(TextInput);

    public override void Fill(EditorContext editor, object? value) =>
        editor.Values[editor.Field.Id] = value is string text && editor.Field.Type != FieldTypes.Phone ? text : editor.Page.TypeOf(editor.Field).Format(value, editor.Field, editor.Page.Format);

    public override ValueTask<object?> ReadAsync(EditorContext editor, CancellationToken cancellationToken) =>
        new(editor.Page.TypeOf(editor.Field).Parse(editor.Values.Text(editor.Field.Id), editor.Field, editor.Page.Format));
}

public sealed class LongTextEditor : FieldEditor
{
    public override Type Component => typeof(LongTextInput);

    public override void Fill(EditorContext editor, object? value) => editor.Values[editor.Field.Id] = value as string ?? "";

    public override ValueTask<object?> ReadAsync(EditorContext editor, CancellationToken cancellationToken) =>
        new(editor.Page.TypeOf(editor.Field).Parse(editor.Values.Text(editor.Field.Id).ReplaceLineEndings("\n"), editor.Field, editor.Page.Format));
}

/// <summary>Numbers in the person's own writing.</summary>
public sealed class NumberEditor : FieldEditor
{
    public override Type Component => typeof(NumberInput);

    public override void Fill(EditorContext editor, object? value) => editor.Values[editor.Field.Id] = Write(value, editor.Page.Culture);

    public override ValueTask<object?> ReadAsync(EditorContext editor, CancellationToken cancellationToken) =>
        new(editor.Page.TypeOf(editor.Field).Parse(editor.Values.Text(editor.Field.Id), editor.Field, editor.Page.Format));

    /// <summary>Without group separators: they are in the way while typing.</summary>
    public static string Write(object? value, CultureInfo culture) => value switch
    {
        long whole => whole.ToString(culture),
        decimal number => number.ToString("0.############", culture),
        _ => "",
    };
}

/// <summary>An amount and its currency.</summary>
public sealed class MoneyEditor : FieldEditor
{
    public override Type Component => typeof(MoneyInput);

    public override IReadOnlyList<string> Inputs(ContentField field) => [field.Id, Currency(field)];

    public static string Currency(ContentField field) => $"{field.Id}.currency";

    public override void Fill(EditorContext editor, object? value)
    {
        var money = value as Money;
        editor.Values[editor.Field.Id] = NumberEditor.Write(money?.Amount, editor.Page.Culture);
        editor.Values[Currency(editor.Field)] = money?.Currency ?? editor.Page.Settings.BaseCurrency;
    }

    public override ValueTask<object?> ReadAsync(EditorContext editor, CancellationToken cancellationToken)
    {
        var currency = editor.Values.Text(Currency(editor.Field)).Trim().ToUpperInvariant();
        var format = currency.Length == 0 ? editor.Page.Format : editor.Page.Format with { Currency = currency };
        return new(editor.Page.TypeOf(editor.Field).Parse(editor.Values.Text(editor.Field.Id), editor.Field, format));
    }
}

public sealed class DateEditor : FieldEditor
{
    private const string Iso = "yyyy-MM-dd";

    public override Type Component => typeof(DateInput);

    public override void Fill(EditorContext editor, object? value) =>
        editor.Values[editor.Field.Id] = value is DateOnly day ? day.ToString(Iso, CultureInfo.InvariantCulture) : "";

    public override ValueTask<object?> ReadAsync(EditorContext editor, CancellationToken cancellationToken)
    {
        var text = editor.Values.Text(editor.Field.Id).Trim();
        object? value = text.Length == 0 ? null
            : DateOnly.TryParseExact(text, Iso, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
            : editor.Page.TypeOf(editor.Field).Parse(text, editor.Field, editor.Page.Format);
        return new(value);
    }
}

/// <summary>An instant, written in the person's zone.</summary>
public sealed class DateTimeEditor : FieldEditor
{
    private static readonly string[] _local = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"];

    public override Type Component => typeof(DateInput);

    public override void Fill(EditorContext editor, object? value) =>
        editor.Values[editor.Field.Id] = value is DateTimeOffset at
            ? TimeZoneInfo.ConvertTime(at, editor.Page.Zone).ToString(_local[0], CultureInfo.InvariantCulture)
            : "";

    public override ValueTask<object?> ReadAsync(EditorContext editor, CancellationToken cancellationToken)
    {
        var text = editor.Values.Text(editor.Field.Id).Trim();
        if (text.Length == 0)
        {
            return new((object?)null);
        }

        return new(DateTime.TryParseExact(text, _local, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            ? new DateTimeOffset(local, editor.Page.Zone.GetUtcOffset(local)).ToUniversalTime()
            : editor.Page.TypeOf(editor.Field).Parse(text, editor.Field, editor.Page.Format));
    }
}

public sealed class BooleanEditor : FieldEditor
{
    public override Type Component => typeof(BooleanInput);

    public override void Fill(EditorContext editor, object? value) => editor.Values[editor.Field.Id] = value is true ? "true" : "";

    public override ValueTask<object?> ReadAsync(EditorContext editor, CancellationToken cancellationToken) =>
        new(editor.Values.List(editor.Field.Id).Contains("true", StringComparer.Ordinal));
}

public sealed class ChoiceEditor : FieldEditor
{
    public override Type Component => typeof(ChoiceInput);

    public override void Fill(EditorContext editor, object? value) => editor.Values[editor.Field.Id] = value as string ?? "";

    public override ValueTask<object?> ReadAsync(EditorContext editor, CancellationToken cancellationToken) =>
        new(editor.Values.Text(editor.Field.Id) is { Length: > 0 } id ? id : null);
}

public sealed class MultiChoiceEditor : FieldEditor
{
    public override Type Component => typeof(MultiChoiceInput);

    public override bool IsGroup => true;

    public override void Fill(EditorContext editor, object? value) =>
        editor.Values[editor.Field.Id] = value is IEnumerable<string> ids ? ids.ToArray() : "";

    public override ValueTask<object?> ReadAsync(EditorContext editor, CancellationToken cancellationToken)
    {
        var ids = editor.Values.List(editor.Field.Id);
        return new(ids.Count == 0 ? null : ids);
    }
}

public sealed class AddressEditor : FieldEditor
{
    public static readonly string[] Parts = ["street", "city", "region", "postalCode", "country"];

    public override Type Component => typeof(AddressInput);

    public override bool IsGroup => true;

    public override IReadOnlyList<string> Inputs(ContentField field) => [.. Parts.Select(p => $"{field.Id}.{p}")];

    public override void Fill(EditorContext editor, object? value)
    {
        var address = value as PostalAddress;
        string?[] texts = [address?.Street, address?.City, address?.Region, address?.PostalCode, address?.Country];
        for (var i = 0; i < Parts.Length; i++)
        {
            editor.Values[$"{editor.Field.Id}.{Parts[i]}"] = texts[i] ?? "";
        }
    }

    public override ValueTask<object?> ReadAsync(EditorContext editor, CancellationToken cancellationToken)
    {
        var texts = Parts.Select(p => editor.Values.Text($"{editor.Field.Id}.{p}").Trim() is { Length: > 0 } t ? t : null).ToArray();
        return new(texts.All(t => t is null) ? null : new PostalAddress(texts[0], texts[1], texts[2], texts[3], texts[4]));
    }
}

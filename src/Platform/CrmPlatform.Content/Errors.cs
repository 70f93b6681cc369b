using System.Globalization;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Fields;
using CrmPlatform.Content.Queries;
using CrmPlatform.Errors;
using CrmPlatform.Localization;

namespace CrmPlatform.Content;

/// <summary>Errors of values, models and queries.</summary>
public static class ContentErrors
{
    public static readonly ErrorCode TooLong = new("content.too-long", "{field} may have at most {max} characters; this has {length}. Shorten it.", 422);
    public static readonly ErrorCode ControlCharacter = new("content.control-character", "{field} holds a character that cannot be shown (code {code}). Remove it.", 422);
    public static readonly ErrorCode OutOfRange = new("content.out-of-range", "{value} is out of range: {field} takes {range}.", 422);
    public static readonly ErrorCode TooPrecise = new("content.too-precise", "{value} has too many digits after the point: {field} takes {scale}. Round it first.", 422);
    public static readonly ErrorCode UnknownChoice = new("content.unknown-choice", "{field} has no choice \"{value}\". Known: {known}.", 422);
    public static readonly ErrorCode TooMany = new("content.too-many", "{field} takes at most {max} values; these are {count}.", 422);
    public static readonly ErrorCode ReadOnly = new("content.read-only", "{field} is set by the system and cannot be changed. Leave it out.", 422);
    public static readonly ErrorCode NotAnObject = new("content.not-an-object", "The values of a record are a JSON object, field id to value.");
}

/// <summary>Errors of layers that do not make a model.</summary>
public static class ModelErrors
{
    public static readonly ErrorCode Contradiction = new("model.contradiction", "{layer} makes {type}.{field} {shape}, but {other} makes it {otherShape}. Rename one of the two fields.", 409);
    public static readonly ErrorCode BadId = new("model.bad-id", "\"{id}\" ({where}, layer {layer}) is no valid id. Take at most 40 letters and digits, with dots between them, and begin with a letter.", 422);
    public static readonly ErrorCode ReservedId = new("model.reserved-id", "{type}.{field} (layer {layer}) takes the name of a system field. Give it another id.", 422);
    public static readonly ErrorCode UnknownFieldType = new("model.unknown-field-type", "{type}.{field} (layer {layer}) has the unknown field type \"{fieldType}\". Known: {known}.", 422);
    public static readonly ErrorCode BadScale = new("model.bad-scale", "{type}.{field} (layer {layer}) asks for {scale} digits after the point; 0 to 9 can be kept.", 422);
}

/// <summary>Errors of queries.</summary>
public static class QueryErrors
{
    public static readonly ErrorCode BadValue = new("query.bad-value", "The filter on \"{path}\" has the value {value}; {expected} is expected.");
    public static readonly ErrorCode BadOperator = new("query.bad-operator", "\"{path}\" cannot be filtered by \"{op}\". It takes: {known}.");
    public static readonly ErrorCode BadPath = new("query.bad-path", "The path \"{path}\" leads nowhere: {reason}.");
    public static readonly ErrorCode BadSort = new("query.bad-sort", "The list cannot be sorted by \"{sort}\". {reason}.");
    public static readonly ErrorCode BadColumn = new("query.bad-column", "\"{column}\" cannot be a column here. {reason}.");
    public static readonly ErrorCode BadGroup = new("query.bad-group", "Rows cannot be grouped by \"{group}\". {reason}.");
    public static readonly ErrorCode BadAggregate = new("query.bad-aggregate", "\"{aggregate}\" cannot be reckoned. {reason}.");
    public static readonly ErrorCode BadLimit = new("query.bad-limit", "A page holds 1 to {max} rows; {limit} were asked for.");
    public static readonly ErrorCode TooDeep = FilterErrors.TooDeep;
    public static readonly ErrorCode UnknownMember = FilterErrors.UnknownMember;
    public static readonly ErrorCode Malformed = new("query.malformed", "The query cannot be read: {reason}.");
}

/// <summary>What a value should have been, in words that complete "… is expected".</summary>
internal static class Expected
{
    public static readonly LocalizedText Text = LocalizedText.Of("a text", "текст");
    public static readonly LocalizedText Integer = LocalizedText.Of("a whole number", "целое число");
    public static readonly LocalizedText Number = LocalizedText.Of("a number", "число");
    public static readonly LocalizedText JsonNumber = LocalizedText.Of("a number, without quotes", "число без кавычек");
    public static readonly LocalizedText JsonInteger = LocalizedText.Of("a whole number, without quotes", "целое число без кавычек");
    public static readonly LocalizedText JsonText = LocalizedText.Of("a text in quotes", "текст в кавычках");
    public static readonly LocalizedText Money = LocalizedText.Of("an amount with a currency, like {\"amount\":12.5,\"currency\":\"USD\"}", "сумма с валютой, например {\"amount\":12.5,\"currency\":\"USD\"}");
    public static readonly LocalizedText NumberOrMoney = LocalizedText.Of("a number, or an amount with a currency like {\"amount\":12.5,\"currency\":\"USD\"}", "число или сумма с валютой вида {\"amount\":12.5,\"currency\":\"USD\"}");
    public static readonly LocalizedText Currency = LocalizedText.Of("a currency code of three letters, like USD", "код валюты из трёх букв, например USD");
    public static readonly LocalizedText Date = LocalizedText.Of("a date like 2026-12-31", "дата вида 2026-12-31");
    public static readonly LocalizedText DateTime = LocalizedText.Of("an instant with its zone, like 2026-12-31T09:30:00Z", "момент с часовым поясом вида 2026-12-31T09:30:00Z");
    public static readonly LocalizedText TypedDateTime = LocalizedText.Of("a date and time like 2026-12-31 09:30", "дата и время вида 2026-12-31 09:30");
    public static readonly LocalizedText Boolean = LocalizedText.Of("yes or no", "да или нет");
    public static readonly LocalizedText JsonBoolean = LocalizedText.Of("true or false, without quotes", "true или false без кавычек");
    public static readonly LocalizedText Choice = LocalizedText.Of("the id of a choice", "код варианта");
    public static readonly LocalizedText TextList = LocalizedText.Of("a list of texts", "список текстов");
    public static readonly LocalizedText Record = LocalizedText.Of("the number of a record", "номер записи");
    public static readonly LocalizedText RecordList = LocalizedText.Of("a list of record numbers", "список номеров записей");
    public static readonly LocalizedText Reference = LocalizedText.Of("a record like {\"type\":\"Deal\",\"id\":5}", "запись вида {\"type\":\"Deal\",\"id\":5}");
    public static readonly LocalizedText Email = LocalizedText.Of("an e-mail address like name@example.com", "адрес вида name@example.com");
    public static readonly LocalizedText Phone = LocalizedText.Of("a phone number with its country code, like +1 212 555 0123", "телефон с кодом страны, например +7 912 345-67-89");
    public static readonly LocalizedText Url = LocalizedText.Of("a web address (http, https or mailto)", "адрес в интернете (http, https или mailto)");
    public static readonly LocalizedText Address = LocalizedText.Of("an address with street, city, region, postalCode and country", "адрес с полями street, city, region, postalCode и country");
    public static readonly LocalizedText NotEmptyText = LocalizedText.Of("a text that is not blank", "непустой текст");
    public static readonly LocalizedText SingleReference = LocalizedText.Of(
        "a record is compared as a whole only where the path leads to one; compare its \"id\" or \"type\"",
        "запись целиком сравнивается только там, где путь ведёт к одной; сравнивайте её «id» или «type»");
    public static readonly LocalizedText List = LocalizedText.Of("a list of values", "список значений");
    public static readonly LocalizedText Pair = LocalizedText.Of("a list of two values", "список из двух значений");
    public static readonly LocalizedText Value = LocalizedText.Of("a value (for empty fields use the operator \"empty\")", "значение (для пустых полей есть оператор «empty»)");

    private const int Listed = 20;

    /// <summary>One of a list of ids, shortened.</summary>
    public static LocalizedText OneOf(IEnumerable<string> ids)
    {
        var all = ids.ToList();
        var shown = string.Join(", ", all.Take(Listed)) + (all.Count > Listed ? ", …" : "");
        return new([new("en", $"one of {shown}"), new("ru", $"одно из: {shown}")]);
    }

    /// <summary>What a number may be, of the bounds that the field declares and the one that was passed.</summary>
    public static LocalizedText Range(bool tooSmall, FieldDefinition field, decimal min, decimal max)
    {
        var (from, to) = (Plain(min), Plain(max));
        return (tooSmall, field.Min, field.Max) switch
        {
            (true, _, null) => new([new("en", $"{from} or more"), new("ru", $"{from} и больше")]),
            (false, null, _) => new([new("en", $"{to} or less"), new("ru", $"{to} и меньше")]),
            _ => new([new("en", $"values from {from} to {to}"), new("ru", $"значения от {from} до {to}")]),
        };
    }

    private static string Plain(decimal value) => FieldValues.WithoutTrailingZeros(value).ToString(CultureInfo.InvariantCulture);

    /// <summary>A date as the person or the mapping writes it.</summary>
    public static LocalizedText DateIn(FieldFormat format)
    {
        if (format.DateFormat is not { } exact)
        {
            return Date;
        }

        var example = new DateTime(2026, 12, 31, 9, 30, 0, DateTimeKind.Unspecified).ToString(exact, format.Culture);
        return new([new("en", $"a date like {example} ({exact})"), new("ru", $"дата вида {example} ({exact})")]);
    }

    /// <summary>A number with the decimal separator of the person or the mapping.</summary>
    public static LocalizedText NumberIn(CultureInfo culture)
    {
        var example = 1234.5m.ToString(culture);
        return new([new("en", $"a number like {example}"), new("ru", $"число вида {example}")]);
    }

    public static LocalizedText MoneyIn(CultureInfo culture)
    {
        var example = 12.50m.ToString(culture);
        return new([new("en", $"an amount with a currency, like {example} USD"), new("ru", $"сумма с валютой, например {example} USD")]);
    }

    /// <summary>A number that the field can hold.</summary>
    public static LocalizedText DecimalOf(int scale) => new(
    [
        new("en", $"a number with at most {scale.ToString(CultureInfo.InvariantCulture)} digits after the point"),
        new("ru", $"число, у которого после запятой не больше {scale.ToString(CultureInfo.InvariantCulture)} знаков"),
    ]);
}

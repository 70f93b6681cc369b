using CrmPlatform.Content.Definitions;
using CrmPlatform.Localization;

namespace CrmPlatform.Content.Queries;

/// <summary>Sort keys of rows. The id is always the last, in the direction of the first, so that one index serves both.</summary>
internal sealed class SortBinder(ContentModel model, ContentType type)
{
    public const int MaxKeys = 5;

    public List<BoundSort> Bind(IReadOnlyList<string> written)
    {
        if (written.Count > MaxKeys)
        {
            throw QueryErrors.TooDeep.With(("what", Limits.Sorts), ("max", MaxKeys));
        }

        var paths = new PathResolver(model);
        var keys = new List<BoundSort>();
        foreach (var text in written)
        {
            var (key, descending) = Split(text);
            if (!keys.Exists(k => string.Equals(k.Key, key, StringComparison.OrdinalIgnoreCase)))
            {
                keys.Add(new BoundSort(key, Sorted(paths.Resolve(type, key), text), descending));
            }
        }

        if (!keys.Exists(k => string.Equals(k.Key, SystemFields.Id, StringComparison.OrdinalIgnoreCase)))
        {
            var newestFirst = keys.Count == 0 || keys[0].Descending;
            keys.Add(new BoundSort(SystemFields.Id, new BoundPath(SystemFields.Id, [], type.Fields[SystemFields.Id], 0), newestFirst));
        }

        return keys;
    }

    /// <summary>The key, and whether a minus stands before it.</summary>
    public static (string Key, bool Descending) Split(string text) => text.StartsWith('-') ? (text[1..], true) : (text, false);

    private BoundPath Sorted(ResolvedPath path, string text)
    {
        if (path.IsAny)
        {
            throw Bad(text, Reasons.ManyValues);
        }

        if (path.SubField is not null)
        {
            return path.Compared();
        }

        return path.Field.Type switch
        {
            FieldTypes.Address or FieldTypes.Reference => throw Bad(text, Reasons.NamePart(path.Field)),
            FieldTypes.LongText => throw Bad(text, Reasons.LongText),

            // Links are in the order of the names that people read.
            FieldTypes.Lookup or FieldTypes.Employee => (ConditionBinder.NameOf(path, model) ?? path).Compared(),
            _ => path.Compared(),
        };
    }

    private static Errors.UserError Bad(string sort, LocalizedText reason) => QueryErrors.BadSort.With(("sort", sort), ("reason", reason));
}

/// <summary>Why something cannot be a column, a key or an aggregate.</summary>
internal static class Reasons
{
    public static readonly LocalizedText ManyRecords = LocalizedText.Of("The path leads to many records", "Путь ведёт ко многим записям");
    public static readonly LocalizedText ManyValues = LocalizedText.Of("It may have many values", "У него может быть много значений");
    public static readonly LocalizedText LongText = LocalizedText.Of("Long texts have no order", "Длинные тексты не упорядочиваются");
    public static readonly LocalizedText NotGrouped = LocalizedText.Of(
        "In a grouped query only its group keys and aggregates can be named", "В запросе с группировкой можно называть только её ключи и итоги");
    public static readonly LocalizedText NoDate = LocalizedText.Of("Only dates fall into days, weeks, months, quarters and years", "На дни, недели, месяцы, кварталы и годы делятся только даты");
    public static readonly LocalizedText UnknownFunction = LocalizedText.Of(
        "Functions: count, sum, avg, min, max, countDistinct", "Функции: count, sum, avg, min, max, countDistinct");
    public static readonly LocalizedText CountTakesNone = LocalizedText.Of("count takes no field; countDistinct does", "У count нет поля; оно есть у countDistinct");
    public static readonly LocalizedText CountUpTo = LocalizedText.Of(
        "It is at least 1 and goes with a count alone, without groups", "Оно не меньше 1 и бывает только при одном count, без групп");
    public static readonly LocalizedText FieldMissing = LocalizedText.Of("It needs a field", "Нужно поле");
    public static readonly LocalizedText NoNumber = LocalizedText.Of("Only numbers can be added up", "Складывать можно только числа");
    public static readonly LocalizedText NoOrder = LocalizedText.Of("Only numbers and dates have a least and a greatest", "Наименьшее и наибольшее есть только у чисел и дат");

    public static LocalizedText MixedCurrencies(string currency) => new(
    [
        new("en", $"Amounts of several currencies are never added up: group by \"{currency}\" too, or take the base amount"),
        new("ru", $"Суммы в разных валютах не складываются: группируйте ещё по «{currency}» или берите базовую сумму"),
    ]);

    public static LocalizedText NamePart(ContentField field) => new(
    [
        new("en", $"Name one of its parts: {string.Join(", ", field.Storage.SubFields.Keys)}"),
        new("ru", $"Назовите одну из частей: {string.Join(", ", field.Storage.SubFields.Keys)}"),
    ]);
}

using System.Globalization;
using System.Text.Json;
using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;
using CrmPlatform.Errors;
using CrmPlatform.Web.Cells;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Lists;

/// <summary>How the value of a filter is asked for.</summary>
public enum FilterInput
{
    None,
    Text,
    Number,
    TwoNumbers,
    Date,
    TwoDates,
    Days,
    Options,
    YesNo,
    Record,
}

/// <summary>An operator that the builder offers for a field.</summary>
/// <param name="Id">As the address carries it: the query's own names, and <c>last</c>, <c>older</c> for days back.</param>
/// <param name="Text">Key of its words.</param>
/// <param name="Negate">The condition is that the comparison does not hold, as it does not for an empty field.</param>
/// <param name="Ahead">Days ahead rather than back.</param>
public sealed record FilterOp(string Id, string Text, FilterOperator Operator, FilterInput Input, bool Negate = false, bool Ahead = false);

/// <summary>A filter that was read: its words for the chip, and its node when it is complete and right.</summary>
/// <param name="Error">Why it does not filter, or null.</param>
public sealed record Filter(FilterRow Row, Column Column, FilterOp Op, string Words, FilterNode? Node, UserError? Error);

/// <summary>Reads the rows of the filter builder into conditions.</summary>
internal static class Filters
{
    private static readonly FilterOp _empty = new("empty", "op.empty", FilterOperator.Empty, FilterInput.None);
    private static readonly FilterOp _notEmpty = new("notEmpty", "op.not-empty", FilterOperator.NotEmpty, FilterInput.None);

    private static readonly FilterOp[] _numbers =
    [
        new("ge", "op.at-least", FilterOperator.GreaterOrEqual, FilterInput.Number),
        new("gt", "op.more", FilterOperator.Greater, FilterInput.Number),
        new("le", "op.at-most", FilterOperator.LessOrEqual, FilterInput.Number),
        new("lt", "op.less", FilterOperator.Less, FilterInput.Number),
        new("eq", "op.is", FilterOperator.Equal, FilterInput.Number),
        new("between", "op.between", FilterOperator.Between, FilterInput.TwoNumbers),
    ];

    private static readonly FilterOp[] _dates =
    [
        new("last", "op.last-days", FilterOperator.GreaterOrEqual, FilterInput.Days),
        new("notLast", "op.not-last-days", FilterOperator.GreaterOrEqual, FilterInput.Days, Negate: true),
        new("older", "op.older-days", FilterOperator.Less, FilterInput.Days),
        new("next", "op.next-days", FilterOperator.Between, FilterInput.Days, Ahead: true),
        new("ge", "op.from", FilterOperator.GreaterOrEqual, FilterInput.Date),
        new("le", "op.until", FilterOperator.LessOrEqual, FilterInput.Date),
        new("eq", "op.on", FilterOperator.Equal, FilterInput.Date),
        new("between", "op.between-days", FilterOperator.Between, FilterInput.TwoDates),
    ];

    private static readonly FilterOp[] _texts =
    [
        new("contains", "op.contains", FilterOperator.Contains, FilterInput.Text),
        new("eq", "op.is", FilterOperator.Equal, FilterInput.Text),
        new("startsWith", "op.starts", FilterOperator.StartsWith, FilterInput.Text),
        new("notContains", "op.not-contains", FilterOperator.NotContains, FilterInput.Text),
    ];

    private static readonly FilterOp[] _options =
    [
        new("in", "op.any-of", FilterOperator.In, FilterInput.Options),
        new("notIn", "op.none-of", FilterOperator.NotIn, FilterInput.Options),
    ];

    private static readonly FilterOp[] _records =
    [
        new("eq", "op.is", FilterOperator.Equal, FilterInput.Record),
        new("ne", "op.is-not", FilterOperator.NotEqual, FilterInput.Record),
    ];

    private static readonly FilterOp[] _yesNo = [new("eq", "op.is", FilterOperator.Equal, FilterInput.YesNo)];

    /// <summary>The operators of a column's field, the most usual first.</summary>
    public static IReadOnlyList<FilterOp> OpsOf(PageContext page, Column column)
    {
        var known = page.TypeOf(column.Field).Operators;
        FilterOp[] usual = KindOf(page, column) switch
        {
            FilterInput.Number => _numbers,
            FilterInput.Date => _dates,
            FilterInput.Options => _options,
            FilterInput.Record => _records,
            FilterInput.YesNo => _yesNo,
            _ => _texts,
        };
        return [.. usual.Concat([_empty, _notEmpty]).Where(o => known.Contains(o.Operator) || Negated(o.Operator, known))];
    }

    /// <summary>The filter of a row; null when its field is none of the list's. One that is wrong carries its error and no node.</summary>
    /// <param name="building">True: a value that is still missing is no mistake.</param>
    public static Filter? Read(PageContext page, ContentType type, FilterRow row, bool building)
    {
        if (Column.Find(page, type, row.Field) is not { } column || OpsOf(page, column) is not { Count: > 0 } ops)
        {
            return null;
        }

        var op = row.Op is null ? ops[0] : ops.FirstOrDefault(o => o.Id == row.Op);
        if (op is null)
        {
            return new Filter(row, column, ops[0], $"{row.Op} {Raw(row)}", null, ListErrors.NoOperator.With(("op", row.Op), ("field", column.Label)));
        }

        try
        {
            var json = ValueOf(page, column, op, row.Values);
            if (json is null && op.Input != FilterInput.None)
            {
                UserError? missing = building || row.Values.All(string.IsNullOrWhiteSpace) ? null : ListErrors.Incomplete.With(("field", column.Label));
                return new Filter(row, column, op, $"{page.T(op.Text)} {Raw(row)}", null, missing);
            }

            var node = new FieldCondition(column.Path, op.Operator, json);
            return Refused(page, type, node) is { } refused
                ? new Filter(row, column, op, $"{page.T(op.Text)} {Raw(row)}", null, refused)
                : new Filter(row, column, op, WordsOf(page, column, op, row.Values), op.Negate ? new NotFilter(node) : node, null);
        }
        catch (UserError error)
        {
            return new Filter(row, column, op, $"{page.T(op.Text)} {Raw(row)}", null, error);
        }
    }

    /// <summary>Why the query would refuse a condition, or null.</summary>
    public static UserError? Refused(PageContext page, ContentType type, FieldCondition condition)
    {
        try
        {
            QueryBinder.Bind(page.Model, type, condition, ContextOf(page));
            return null;
        }
        catch (UserError error)
        {
            return error;
        }
    }

    public static BindContext ContextOf(PageContext page) => new(page.Now, page.Zone, page.Actor.Employee, page.Format.Country);

    private static string Raw(FilterRow row) => string.Join(" – ", row.Values.Select(v => v.StartsWith(ListState.Typed, StringComparison.Ordinal) ? v[ListState.Typed.Length..] : v));

    private static FilterInput KindOf(PageContext page, Column column) => column.Field.Type switch
    {
        _ when ChoiceList.Of(page, column.Field).Count > 0 => FilterInput.Options,
        FieldTypes.Integer or FieldTypes.Decimal or FieldTypes.Percent or FieldTypes.Money => FilterInput.Number,
        FieldTypes.Date or FieldTypes.DateTime => FilterInput.Date,
        FieldTypes.Boolean => FilterInput.YesNo,
        FieldTypes.Lookup or FieldTypes.MultiLookup or FieldTypes.Employee => FilterInput.Record,
        _ => FilterInput.Text,
    };

    private static bool Negated(FilterOperator op, IReadOnlyList<FilterOperator> known) => op switch
    {
        FilterOperator.NotIn => known.Contains(FilterOperator.In),
        FilterOperator.NotEqual => known.Contains(FilterOperator.Equal),
        FilterOperator.NotContains => known.Contains(FilterOperator.Contains),
        _ => false,
    };

    /// <summary>The value as the API takes it, or null while something is missing.</summary>
    private static JsonElement? ValueOf(PageContext page, Column column, FilterOp op, IReadOnlyList<string> values)
    {
        var first = values.Count > 0 ? values[0].Trim() : "";
        if (op.Input == FilterInput.None || first.Length == 0)
        {
            return null;
        }

        return op.Input switch
        {
            FilterInput.Options => JsonSerializer.SerializeToElement(values),
            FilterInput.Number => JsonSerializer.SerializeToElement(Number(page, column, first)),
            FilterInput.TwoNumbers when Second(values) is { } second =>
                JsonSerializer.SerializeToElement(new[] { Number(page, column, first), Number(page, column, second) }),
            FilterInput.Days when op.Ahead => JsonSerializer.SerializeToElement(new[] { "today", $"today+{Days(column, page, first).ToString(CultureInfo.InvariantCulture)}d" }),
            FilterInput.Days => JsonSerializer.SerializeToElement($"today-{Days(column, page, first).ToString(CultureInfo.InvariantCulture)}d"),
            FilterInput.Date or FilterInput.TwoDates when values.FirstOrDefault(v => !IsDay(v)) is { } bad => throw Misfit(page, column, bad, "expected.date"),
            FilterInput.Date => JsonSerializer.SerializeToElement(first),
            FilterInput.TwoDates when Second(values) is { } second => JsonSerializer.SerializeToElement(new[] { first, second }),
            FilterInput.YesNo when first is "true" or "false" => JsonSerializer.SerializeToElement(first == "true"),
            FilterInput.YesNo => throw Misfit(page, column, first, "expected.yes-no"),
            FilterInput.Record when first.StartsWith(ListState.Typed, StringComparison.Ordinal) => throw Misfit(page, column, first[ListState.Typed.Length..], "expected.name"),
            FilterInput.Record when first == "me" => JsonSerializer.SerializeToElement("me"),
            FilterInput.Record when long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var id) => JsonSerializer.SerializeToElement(id),
            FilterInput.Record => throw Misfit(page, column, first, "expected.name"),
            FilterInput.Text => JsonSerializer.SerializeToElement(first),
            _ => null,
        };
    }

    private static string? Second(IReadOnlyList<string> values) => values.Count > 1 && values[1].Trim() is { Length: > 0 } text ? text : null;

    private static decimal Number(PageContext page, Column column, string text) =>
        page.TypeOf(column.Field).Parse(text, column.Field, page.Format) switch
        {
            Money money => money.Amount,
            decimal number => number,
            long whole => whole,
            _ => throw Misfit(page, column, text, "expected.number"),
        };

    private static int Days(Column column, PageContext page, string text) =>
        int.TryParse(text, NumberStyles.None, page.Culture, out var days) && days < 100_000
            ? days
            : throw Misfit(page, column, text, "expected.days");

    private static UserError Misfit(PageContext page, Column column, string text, string expected) =>
        PlatformErrors.BadValue.With(("value", text), ("field", column.Label), ("expected", page.T(expected)));

    /// <summary>A day as the date input sends it, or a relative one as the query language has it.</summary>
    private static bool IsDay(string text) =>
        text.Trim() is { Length: 0 } or "today" || text.StartsWith("today-", StringComparison.Ordinal) || text.StartsWith("today+", StringComparison.Ordinal)
        || DateOnly.TryParseExact(text.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    /// <summary>The comparison and its values in words, as a chip has them after the field's label.</summary>
    private static string WordsOf(PageContext page, Column column, FilterOp op, IReadOnlyList<string> values)
    {
        if (op.Input == FilterInput.Days && values is [var days, ..] && int.TryParse(days, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return page.Plural(op.Text + ".chip", count);
        }

        var (value, second) = ValueWords(page, column, op, values);
        return page.T(OpText(op, values) + ".chip", ("value", value), ("second", second)).Trim();
    }

    /// <summary>One option is, rather than is any of.</summary>
    private static string OpText(FilterOp op, IReadOnlyList<string> values) => (op.Input, values.Count, op.Operator) switch
    {
        (FilterInput.Options, 1, FilterOperator.In) => "op.is",
        (FilterInput.Options, 1, FilterOperator.NotIn) => "op.is-not",
        _ => op.Text,
    };

    /// <summary>The values in words; of two the second apart. The name of a record is found later.</summary>
    private static (string Value, string Second) ValueWords(PageContext page, Column column, FilterOp op, IReadOnlyList<string> values) => op.Input switch
    {
        FilterInput.None or FilterInput.Record => ("", ""),
        FilterInput.Options => (string.Join(op.Operator == FilterOperator.NotIn ? ", " : $" {page.T("list.or")} ", values.Select(v => OptionLabel(page, column, v))), ""),
        FilterInput.YesNo => (page.T(values is ["true", ..] ? "value.yes" : "value.no"), ""),
        FilterInput.TwoDates => Moments.Range(page, values[0], values[1]),
        FilterInput.Date => (Moments.Date(page, values[0]), ""),
        FilterInput.Number or FilterInput.TwoNumbers => (NumberWords(page, column, values[0]), values.Count > 1 ? NumberWords(page, column, values[1]) : ""),
        _ => (string.Join(" – ", values), ""),
    };

    private static string NumberWords(PageContext page, Column column, string text) => Number(page, column, text).ToString("#,0.######", page.Culture);

    private static string OptionLabel(PageContext page, Column column, string id) =>
        ChoiceList.Of(page, column.Field).FirstOrDefault(o => o.Id.Equals(id, StringComparison.OrdinalIgnoreCase))?.Label ?? id;
}

using System.Text.Json;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Fields;
using CrmPlatform.Errors;

namespace CrmPlatform.Content.Queries;

/// <summary>Comparisons that need more than one column, or a column elsewhere.</summary>
internal sealed partial class ConditionBinder
{
    private const string Me = "me";

    /// <summary>Instants; a day stands for all its instants in the zone.</summary>
    private BoundFilter Instant(ResolvedPath path, FilterOperator op, ConditionValue value)
    {
        var spans = value.Operands(op).Select(json => SpanOf(value, json)).ToList();
        var column = path.Compared();
        return op switch
        {
            FilterOperator.Less => new BoundCompare(column, FilterOperator.Less, [spans[0].First]),
            FilterOperator.GreaterOrEqual => new BoundCompare(column, op, [spans[0].First]),
            FilterOperator.LessOrEqual => new BoundCompare(column, op, [spans[0].Last]),
            FilterOperator.Greater => new BoundCompare(column, op, [spans[0].Last]),
            FilterOperator.Between => new BoundCompare(column, op, [spans[0].First, spans[1].Last]),
            _ => Any(spans.Select(s => s.First == s.Last
                ? new BoundCompare(column, FilterOperator.Equal, [s.First])
                : new BoundCompare(column, FilterOperator.Between, [s.First, s.Last]))),
        };
    }

    private (DateTimeOffset First, DateTimeOffset Last) SpanOf(ConditionValue value, JsonElement json)
    {
        var text = StringOf(value, json, Expected.DateTime);
        if (RelativeTime.TryInstant(text, context, out var instant))
        {
            return (instant, instant);
        }

        if (!RelativeTime.TryDay(text, context, out var day))
        {
            throw value.Bad(json, Expected.DateTime);
        }

        // Stored instants have milliseconds, so the last one of the day is a millisecond before the next.
        var next = day == DateOnly.MaxValue ? DateTimeOffset.MaxValue : RelativeTime.StartOf(day.AddDays(1), context.Zone);
        return (RelativeTime.StartOf(day, context.Zone), next.AddMilliseconds(-1));
    }

    /// <summary>A bare number is a base amount; an amount with its currency is compared with amounts in that currency.</summary>
    private static BoundFilter Money(ResolvedPath path, FilterOperator op, ConditionValue value)
    {
        var operands = value.Operands(op);
        if (operands.All(json => json.ValueKind == JsonValueKind.Number))
        {
            return Simple(path.Compared(), op, value, (v, json) => DecimalOf(v, json, path.Field));
        }

        if (path.IsAny)
        {
            // The amount of one record and the currency of another must not meet.
            throw value.Bad(operands[0], Expected.Number);
        }

        var amounts = operands.Select(json => MoneyOf(value, json, path.Field)).ToList();
        if (op == FilterOperator.In)
        {
            return Any(amounts.Select(m => InCurrency(path, FilterOperator.Equal, m.Currency, [m.Amount])));
        }

        return amounts.Select(m => m.Currency).Distinct(StringComparer.Ordinal).Count() == 1
            ? InCurrency(path, op, amounts[0].Currency, [.. amounts.Select(m => (object)m.Amount)])
            : throw value.Bad(operands[1], Expected.Currency);
    }

    private static BoundAnd InCurrency(ResolvedPath path, FilterOperator op, string currency, IReadOnlyList<object> amounts)
    {
        var parts = path.Field.Storage.SubFields;
        return new BoundAnd(
        [
            new BoundCompare(path.At(parts[MoneyStorage.Value]), op, amounts),
            new BoundCompare(path.At(parts[MoneyStorage.Currency]), FilterOperator.Equal, [currency]),
        ]);
    }

    private static Money MoneyOf(ConditionValue value, JsonElement json, ContentField field)
    {
        try
        {
            var type = BuiltInFieldTypes.Instance.Of(field);
            var unbounded = field with { Definition = field.Definition with { Min = null, Max = null } };
            return (Money)type.Normalize(type.FromJson(json, unbounded), unbounded)!;
        }
        catch (UserError)
        {
            throw value.Bad(json, Expected.NumberOrMoney);
        }
    }

    /// <summary>Numbers and <c>me</c> name records; other words are compared with the names of the records.</summary>
    private BoundFilter Link(ResolvedPath path, FilterOperator op, ConditionValue value)
    {
        if (op is FilterOperator.StartsWith)
        {
            return Simple(NameOf(path, value).Compared(), op, value, TextOf);
        }

        var operands = value.Operands(op);
        var byName = operands.ToLookup(json => json.ValueKind == JsonValueKind.String && !IsMe(json, path.Field));
        var names = byName[true].ToList();
        if (op == FilterOperator.Contains && (names.Count > 0 || !path.Field.IsMany))
        {
            return Simple(NameOf(path, value).Compared(), op, value, TextOf);
        }

        var ids = byName[false].Select(json => IdOf(value, json, path.Field)).OfType<object>().Distinct().ToList();
        var filters = new List<BoundFilter>();
        if (ids.Count > 0)
        {
            filters.Add(OneOf(path.Plain(), ids));
        }

        if (names.Count > 0)
        {
            filters.Add(OneOf(NameOf(path, value).Compared(), [.. names.Select(json => TextOf(value, json)).Distinct(StringComparer.Ordinal)]));
        }

        return filters is [var single] ? single : new BoundOr(filters);
    }

    private static BoundCompare OneOf(BoundPath path, List<object> values) =>
        new(path, values.Count == 1 ? FilterOperator.Equal : FilterOperator.In, values);

    private static bool IsMe(JsonElement json, ContentField field) =>
        json.ValueEquals(Me) && (field.Type == FieldTypes.Employee || IsEmployee(field.TargetType));

    private static bool IsEmployee(string? type) => string.Equals(type, EmployeeField.TargetType, StringComparison.OrdinalIgnoreCase);

    /// <summary>Null: nobody is meant.</summary>
    private object? IdOf(ConditionValue value, JsonElement json, ContentField field)
    {
        if (json.ValueKind == JsonValueKind.String)
        {
            return context.Employee;
        }

        try
        {
            return Links.Id(json, field, Expected.Record);
        }
        catch (UserError)
        {
            throw value.Bad(json, Expected.Record);
        }
    }

    private ResolvedPath NameOf(ResolvedPath path, ConditionValue value) =>
        NameOf(path, model) ?? throw value.Bad(value.Condition.Value, Expected.Record);

    /// <summary>The name of the record that a link leads to; null when its type is not there.</summary>
    public static ResolvedPath? NameOf(ResolvedPath path, ContentModel model) =>
        path.Field.TargetType is { } id && model.Find(id) is { } target
            ? path with { Hops = [.. path.Hops, new BoundHop(false, path.Field, target)], Field = target.Fields[target.NameField] }
            : null;

    private BoundFilter Reference(ResolvedPath path, FilterOperator op, ConditionValue value)
    {
        var operands = value.Operands(op);
        if (path.IsAny)
        {
            throw QueryErrors.BadPath.With(("path", path.Text), ("reason", Expected.SingleReference));
        }

        var parts = path.Field.Storage.SubFields;
        return Any(operands.Select(json => ReferenceOf(value, json, path.Field)).Select(r => new BoundAnd(
        [
            new BoundCompare(path.At(parts[ReferenceStorage.Id]), FilterOperator.Equal, [r.Id]),
            new BoundCompare(path.At(parts[ReferenceStorage.Type]), FilterOperator.Equal, [r.Type]),
        ])));
    }

    private RecordRef ReferenceOf(ConditionValue value, JsonElement json, ContentField field)
    {
        try
        {
            var type = BuiltInFieldTypes.Instance.Of(field);
            var reference = (RecordRef)type.Normalize(type.FromJson(json, field), field)!;
            return new RecordRef(model.Get(reference.Type).Id, reference.Id);
        }
        catch (UserError)
        {
            throw value.Bad(json, Expected.Reference);
        }
    }

    private static BoundFilter Any(IEnumerable<BoundFilter> filters) => filters.ToList() is [var single] ? single : new BoundOr([.. filters]);
}

using System.Text.Json;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Fields;

namespace CrmPlatform.Content.Queries;

/// <summary>Binds one condition. What a comparison means depends on the field type and on the form of the value.</summary>
internal sealed partial class ConditionBinder(ContentModel model, BindContext context)
{
    private const int MaxValues = 10_000;
    private static readonly BoundOr _never = new([]);

    public BoundFilter Bind(ResolvedPath path, FieldCondition condition)
    {
        CheckOperator(path, condition.Op);
        return condition.Op switch
        {
            FilterOperator.NotEmpty => NotEmpty(path),
            FilterOperator.Empty => Empty(path),
            FilterOperator.NotEqual => new BoundNot(Compare(path, FilterOperator.Equal, condition)),
            FilterOperator.NotIn => new BoundNot(Compare(path, FilterOperator.In, condition)),
            FilterOperator.NotContains => new BoundNot(Compare(path, FilterOperator.Contains, condition)),
            _ => Compare(path, condition.Op, condition),
        };
    }

    /// <summary>Operators of a field or of a part of one.</summary>
    public static IReadOnlyList<FilterOperator> Operators(ResolvedPath path)
    {
        if (path.SubField is not { } part)
        {
            return BuiltInFieldTypes.Instance.Of(path.Field).Operators;
        }

        var column = path.Field.Storage.Columns[part];
        return column switch
        {
            { Kind: StorageKind.Decimal } => FieldValues.OrderedOperators,
            { Folds: true } => FieldValues.TextOperators,
            _ => FieldValues.ExactOperators,
        };
    }

    private static void CheckOperator(ResolvedPath path, FilterOperator op)
    {
        var known = Operators(path);
        if (!known.Contains(op))
        {
            throw QueryErrors.BadOperator.With(
                ("path", path.Text),
                ("op", FilterNodeConverter.NameOf(op)),
                ("known", string.Join(", ", known.Select(FilterNodeConverter.NameOf))));
        }
    }

    private static BoundFilter NotEmpty(ResolvedPath path)
    {
        if (path.SubField is null && path.Field.Type == FieldTypes.Address)
        {
            return new BoundOr([.. path.Field.Storage.Columns.Select((_, i) => new BoundCompare(path.At(i), FilterOperator.NotEmpty, []))]);
        }

        return new BoundCompare(FilledColumn(path), FilterOperator.NotEmpty, []);
    }

    private static BoundFilter Empty(ResolvedPath path) =>
        path.Hops.Count == 0 && !path.Field.IsMany && (path.SubField is not null || path.Field.Type != FieldTypes.Address)
            ? new BoundCompare(FilledColumn(path), FilterOperator.Empty, [])
            : new BoundNot(NotEmpty(path));

    /// <summary>The column that is filled whenever the field is: a sum of money may lack its base amount.</summary>
    private static BoundPath FilledColumn(ResolvedPath path) =>
        path.SubField is null && path.Field.Type == FieldTypes.Money
            ? path.At(path.Field.Storage.SubFields[MoneyStorage.Value])
            : path.Plain();

    private BoundFilter Compare(ResolvedPath path, FilterOperator op, FieldCondition condition)
    {
        var value = new ConditionValue(condition);
        if (path.SubField is not null)
        {
            return ComparePart(path, op, value);
        }

        return path.Field.Type switch
        {
            FieldTypes.Text when path.Field.System => Simple(path.Compared(), op, value, KeyOf),
            FieldTypes.Text or FieldTypes.LongText or FieldTypes.Url => Simple(path.Compared(), op, value, TextOf),
            FieldTypes.Email => Simple(path.Compared(), op, value, EmailOf),
            FieldTypes.Phone => Simple(path.Compared(), op, value, (v, json) => PhoneOf(v, json, op)),
            FieldTypes.Integer => Simple(path.Compared(), op, value, IntegerOf),
            FieldTypes.Decimal or FieldTypes.Percent => Simple(path.Compared(), op, value, (v, json) => DecimalOf(v, json, path.Field)),
            FieldTypes.Boolean => Simple(path.Compared(), op, value, BooleanOf),
            FieldTypes.Choice => Simple(path.Compared(), op, value, (v, json) => ChoiceOf(v, json, path.Field)),
            FieldTypes.MultiChoice => Simple(path.Compared(), Element(op), value, (v, json) => ElementOf(v, json, path.Field)),
            FieldTypes.Date => Simple(path.Compared(), op, value, DayOf),
            FieldTypes.DateTime => Instant(path, op, value),
            FieldTypes.Money => Money(path, op, value),
            FieldTypes.Lookup or FieldTypes.Employee => Link(path, op, value),
            FieldTypes.MultiLookup => Link(path, op, value),
            FieldTypes.Reference => Reference(path, op, value),
            FieldTypes.Address => new BoundOr([.. path.Field.Storage.Columns.Select((_, i) => Simple(path.At(i), op, value, TextOf))]),
            _ => throw new NotSupportedException($"Fields of type {path.Field.Type} cannot be filtered."),
        };
    }

    private BoundFilter ComparePart(ResolvedPath path, FilterOperator op, ConditionValue value)
    {
        var bound = path.Compared();
        return (path.Field.Type, bound.Column.Kind) switch
        {
            (FieldTypes.Reference, StorageKind.Text) => Simple(bound, op, value, TypeOf),
            (FieldTypes.Money, StorageKind.Text) => Simple(bound, op, value, CurrencyOf),
            (_, StorageKind.Decimal) => Simple(bound, op, value, (v, json) => DecimalOf(v, json, path.Field)),
            (_, StorageKind.Integer) => Simple(bound, op, value, IntegerOf),
            _ => Simple(bound, op, value, TextOf),
        };
    }

    private static BoundFilter Simple(BoundPath path, FilterOperator op, ConditionValue value, Func<ConditionValue, JsonElement, object> convert)
    {
        var values = value.Operands(op).Select(json => convert(value, json)).ToList();
        if (op != FilterOperator.In)
        {
            return new BoundCompare(path, op, values);
        }

        return values.Count == 0 ? _never : new BoundCompare(path, op, [.. values.Distinct()]);
    }

    /// <summary>Of many values, each is compared as a whole.</summary>
    private static FilterOperator Element(FilterOperator op) => op == FilterOperator.Contains ? FilterOperator.Equal : op;

    /// <summary>The value of a condition, with what error messages need.</summary>
    private sealed record ConditionValue(FieldCondition Condition)
    {
        public List<JsonElement> Operands(FilterOperator op)
        {
            if (Condition.Value is not { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } json)
            {
                throw Bad(null, Expected.Value);
            }

            return op switch
            {
                FilterOperator.In => List(json),
                FilterOperator.Between => json.ValueKind == JsonValueKind.Array && json.GetArrayLength() == 2
                    ? [json[0], json[1]]
                    : throw Bad(json, Expected.Pair),
                _ => [json],
            };
        }

        public Errors.UserError Bad(JsonElement? json, Localization.LocalizedText expected) =>
            QueryErrors.BadValue.With(
                ("path", FieldValues.Shown(Condition.Field)),
                ("value", json is { } shown ? FieldValues.Shown(shown) : "null"),
                ("expected", expected));

        private List<JsonElement> List(JsonElement json)
        {
            if (json.ValueKind != JsonValueKind.Array)
            {
                throw Bad(json, Expected.List);
            }

            return json.GetArrayLength() <= MaxValues
                ? [.. json.EnumerateArray()]
                : throw QueryErrors.TooDeep.With(("what", Limits.Values), ("max", MaxValues));
        }
    }
}

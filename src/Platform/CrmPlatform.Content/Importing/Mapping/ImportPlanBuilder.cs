using System.Globalization;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Fields;
using CrmPlatform.Content.Importing.Files;
using CrmPlatform.Localization;
using CrmPlatform.Tenants;

namespace CrmPlatform.Content.Importing.Mapping;

/// <summary>Binds a mapping; whatever does not fit is a user error that says where.</summary>
internal sealed class ImportPlanBuilder(
    ContentModel model, IFieldTypes fieldTypes, TenantSettings settings, ImportMapping mapping, string file, CsvFormat format)
{
    private readonly List<LookupPlan?> _lookups = [];
    private readonly List<LookupSource> _sources = [];

    /// <summary>Every column that a mapping speaks of.</summary>
    public static IReadOnlyCollection<string> ColumnsOf(ImportMapping mapping)
    {
        var columns = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var column in mapping.Fields.Values.Concat(mapping.Entered?.Values ?? []))
        {
            AddColumns(columns, column);
        }

        return columns;
    }

    public ImportPlan Build()
    {
        var type = model.Find(mapping.Type) ?? throw Hints.Unknown("type", mapping.Type, [.. model.Types.Values.Where(t => !t.Internal).Select(t => t.Id)]);
        if (mapping.Fields.Count == 0)
        {
            throw ImportErrors.NothingMapped.With();
        }

        var fields = BindFields(type, mapping.Fields, "fields");
        var match = MatchOf(type, fields);
        _sources.ForEach(s => s.FindSelf(type, fields));
        return new ImportPlan
        {
            Type = type,
            Model = model,
            Fields = fields,
            Match = match,
            Entered = BindEntered(type),
            Lookups = [.. _lookups.Select(l => l!)],
            Sources = _sources,
            UniqueKeys = [.. type.DuplicateKeys.Where(k => k.Unique).Select(k => new UniqueKeyPlan(k, [.. k.Fields.Select(fieldTypes.Of)]))],
            Format = FormatOf(),
            Unfit = mapping.Unfit,
            Columns = format.Columns.Count,
        };
    }

    private static void AddColumns(HashSet<string> columns, ImportColumn column)
    {
        columns.UnionWith(column.Columns ?? []);
        if (column.Column is { } one)
        {
            columns.Add(one);
        }

        foreach (var inner in column.CreateWith?.Values ?? [])
        {
            AddColumns(columns, inner);
        }
    }

    private List<FieldPlan> BindFields(ContentType type, IReadOnlyDictionary<string, ImportColumn> columns, string where)
    {
        var plans = new List<FieldPlan>();
        foreach (var (name, column) in columns.Where(c => !c.Key.Contains('.', StringComparison.Ordinal)))
        {
            plans.Add(BindField(FieldOf(type, name, $"{where}.{name}"), column, $"{where}.{name}"));
        }

        foreach (var (name, column) in columns.Where(c => c.Key.Contains('.', StringComparison.Ordinal)))
        {
            AddPart(plans, type, name, column, $"{where}.{name}");
        }

        return plans;
    }

    private static ContentField FieldOf(ContentType type, string name, string where)
    {
        var field = type.Find(name);
        var isKey = string.Equals(name, SystemFields.Key, StringComparison.OrdinalIgnoreCase);
        if (field is null || (field.System && !isKey))
        {
            throw Hints.Unknown(where, name, [.. type.OrderedFields.Select(f => f.Id), SystemFields.Key]);
        }

        return field;
    }

    private FieldPlan BindField(ContentField field, ImportColumn column, string where)
    {
        CheckColumn(field, column, where);
        var plan = new FieldPlan
        {
            Where = where,
            Field = field,
            Kind = fieldTypes.Of(field),
            Spec = column,
            Cells = CellsOf(column),
            Aliases = column.Aliases is null ? null : new Dictionary<string, string>(column.Aliases, StringComparer.OrdinalIgnoreCase),
        };
        return IsLookup(field) ? BindLookup(plan) : plan;
    }

    private static bool IsLookup(ContentField field) => field.TargetType is not null || field.TargetPart is not null;

    private static void CheckColumn(ContentField field, ImportColumn column, string where)
    {
        if (column is { Column: null, Columns: null, Default: null })
        {
            throw Hints.Bad(where, "", LocalizedText.Of(
                "Give it a column, several columns or a default.", "Укажите столбец, несколько столбцов или значение по умолчанию."));
        }

        var lookupOnly = column.LookupBy ?? column.Split ?? (column.CreateWith is null ? null : "createWith");
        if (!IsLookup(field) && lookupOnly is not null)
        {
            throw Hints.Bad(where, lookupOnly, LocalizedText.Of($"{field.Id} does not refer to records.", $"{field.Id} не ссылается на записи."));
        }

        if (column.Multiply is not null && field.Type is not (FieldTypes.Integer or FieldTypes.Decimal or FieldTypes.Percent or FieldTypes.Money))
        {
            throw Hints.Bad(where + ".multiply", field.Type, LocalizedText.Of("Only numbers and amounts can be multiplied.", "Умножать можно только числа и суммы."));
        }
    }

    private List<int> CellsOf(ImportColumn column)
    {
        var cells = new List<int>();
        foreach (var name in column.Columns ?? (column.Column is { } one ? [one] : []))
        {
            var index = format.IndexOf(name);
            if (index < 0)
            {
                throw ImportErrors.MissingColumn.With(("file", file), ("column", name), ("columns", string.Join(", ", format.Columns)));
            }

            if (format.Columns.Skip(index + 1).Contains(format.Columns[index], StringComparer.OrdinalIgnoreCase))
            {
                throw ImportErrors.DuplicateHeader.With(("file", file), ("column", name));
            }

            cells.Add(index);
        }

        return cells;
    }

    /// <summary><c>address.city</c>: a part of a value; it joins the plan of its field, or makes one.</summary>
    private void AddPart(List<FieldPlan> plans, ContentType type, string path, ImportColumn column, string where)
    {
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        var field = FieldOf(type, path[..dot], where);
        if (!field.Storage.SubFields.TryGetValue(path[(dot + 1)..], out var index) || field.Storage.Columns[index].Kind != StorageKind.Text)
        {
            throw Hints.Unknown(where, path, [.. field.Storage.SubFields.Keys.Select(s => $"{field.Id}.{s}")]);
        }

        CheckColumn(field, column, where);
        var part = new FieldPlan { Where = where, Field = field, Kind = fieldTypes.Of(field), Spec = column, Cells = CellsOf(column) };
        var at = plans.FindIndex(p => p.Field == field);
        var whole = at >= 0 ? plans[at] : part with { Spec = new ImportColumn(), Cells = [] };
        whole = whole with { Parts = [.. whole.Parts, (index, part)] };
        if (at >= 0)
        {
            plans[at] = whole;
        }
        else
        {
            plans.Add(whole);
        }
    }

    private FieldPlan BindLookup(FieldPlan plan)
    {
        var types = plan.Field.TargetType is { } target
            ? [model.Get(target)]
            : model.Types.Values.Where(t => t.Has(plan.Field.TargetPart!)).OrderBy(t => t.Id, StringComparer.OrdinalIgnoreCase).ToList();
        var source = SourceOf(types, plan.Spec.LookupBy, plan.Where);
        var index = _lookups.Count;
        _lookups.Add(null);
        var creates = plan.Spec.Missing == MissingLookup.Create ? CreatedType(types, plan) : null;
        var lookup = new LookupPlan
        {
            Index = index,
            Owner = plan,
            Source = source,
            Missing = plan.Spec.Missing,
            Creates = creates,
            CreateWith = creates is null || plan.Spec.CreateWith is null ? [] : BindFields(creates, plan.Spec.CreateWith, plan.Where + ".createWith"),
        };
        _lookups[index] = lookup;
        return plan with { Lookup = lookup };
    }

    private static ContentType CreatedType(List<ContentType> types, FieldPlan plan) =>
        types.Count == 1
            ? types[0]
            : throw Hints.Bad(plan.Where + ".missing", "Create", LocalizedText.Of(
                "The field may refer to several types, so it is not known which to create.",
                "Поле может ссылаться на разные типы, и неизвестно, какой из них создавать."));

    private LookupSource SourceOf(List<ContentType> types, string? by, string where)
    {
        var targets = new List<LookupTarget>();
        foreach (var type in types)
        {
            var name = by ?? type.NameField;
            var field = type.Find(name);
            if (field is { IsMany: false })
            {
                targets.Add(new LookupTarget(type, field, fieldTypes.Of(field)));
            }
            else if (types.Count == 1)
            {
                throw Hints.Unknown(where + ".lookupBy", name, [.. type.OrderedFields.Where(f => !f.IsMany).Select(f => f.Id), SystemFields.Key]);
            }
        }

        var known = _sources.FirstOrDefault(s => s.Targets.SequenceEqual(targets));
        if (known is null)
        {
            known = new LookupSource(_sources.Count, targets);
            _sources.Add(known);
        }

        return known;
    }

    private int MatchOf(ContentType type, List<FieldPlan> fields)
    {
        if (mapping.Match is not { } match)
        {
            return -1;
        }

        var field = FieldOf(type, match, "match");
        var index = fields.FindIndex(f => f.Field == field);
        if (index < 0)
        {
            throw ImportErrors.MatchNotMapped.With(("match", match));
        }

        return field.IsMany || fields[index].Lookup is not null
            ? throw Hints.Bad("match", match, LocalizedText.Of("Rows are recognised by a field with one plain value.", "Строки узнают по полю с одним простым значением."))
            : index;
    }

    private List<EnteredPlan> BindEntered(ContentType type)
    {
        var plans = new List<EnteredPlan>();
        var stages = model.PipelinesOf(type.Id).SelectMany(p => p.Stages).ToList();
        foreach (var (name, column) in mapping.Entered ?? new Dictionary<string, ImportColumn>(StringComparer.Ordinal))
        {
            var where = "entered." + name;
            var stage = stages.Find(s => string.Equals(s.Id, name, StringComparison.OrdinalIgnoreCase))
                ?? stages.Find(s => s.Kind != StageKind.Open && string.Equals(s.Kind.ToString(), name, StringComparison.OrdinalIgnoreCase))
                ?? throw Hints.Unknown(where, name, [.. stages.Select(s => s.Id).Distinct(StringComparer.OrdinalIgnoreCase)]);
            plans.Add(new EnteredPlan(name, BindField(DateField(stage), column, where)));
        }

        return plans;
    }

    /// <summary>The date of entering a stage is no field of the type; it is parsed as if it were one.</summary>
    private ContentField DateField(Stage stage)
    {
        var timed = mapping.DateFormat?.AsSpan().IndexOfAny('H', 'h') >= 0;
        var kind = fieldTypes.Get(timed ? FieldTypes.DateTime : FieldTypes.Date);
        var definition = new FieldDefinition { Id = "entered", Type = kind.Key, Label = stage.Label };
        return new ContentField { Id = definition.Id, Type = kind.Key, Label = stage.Label, Definition = definition, Storage = kind.CreateStorage(definition) };
    }

    private FieldFormat FormatOf()
    {
        var culture = CultureInfo.InvariantCulture;
        if (mapping.Culture is { } name)
        {
            try
            {
                culture = CultureInfo.GetCultureInfo(name, predefinedOnly: true);
            }
            catch (CultureNotFoundException)
            {
                throw Hints.Bad("culture", name, LocalizedText.Of("A culture is named like en-US or ru-RU.", "Культура называется, например, en-US или ru-RU."));
            }
        }

        return new FieldFormat(
            culture,
            TimeZoneInfo.FindSystemTimeZoneById(settings.TimeZone),
            mapping.Currency ?? settings.BaseCurrency,
            mapping.Country ?? "US",
            mapping.DateFormat ?? (mapping.Culture is null ? "yyyy-MM-dd" : null));
    }
}

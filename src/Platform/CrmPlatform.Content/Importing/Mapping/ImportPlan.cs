using System.Globalization;
using CrmPlatform.Content.Fields;

namespace CrmPlatform.Content.Importing.Mapping;

/// <summary>A mapping bound to a model and to the columns of a file.</summary>
internal sealed record ImportPlan
{
    public required ContentType Type { get; init; }
    public required ContentModel Model { get; init; }
    public required IReadOnlyList<FieldPlan> Fields { get; init; }

    /// <summary>Index in <see cref="Fields"/> of the field that rows are recognised by; -1 when there is none.</summary>
    public required int Match { get; init; }
    public required IReadOnlyList<EnteredPlan> Entered { get; init; }

    /// <summary>All lookups, those of created records too; each at its <see cref="LookupPlan.Index"/>.</summary>
    public required IReadOnlyList<LookupPlan> Lookups { get; init; }

    /// <summary>Each at its <see cref="LookupSource.Index"/>.</summary>
    public required IReadOnlyList<LookupSource> Sources { get; init; }
    /// <summary>Keys that no two records may share.</summary>
    public required IReadOnlyList<UniqueKeyPlan> UniqueKeys { get; init; }
    public required FieldFormat Format { get; init; }
    public required UnfitValue Unfit { get; init; }

    /// <summary>How many cells a row has.</summary>
    public required int Columns { get; init; }

    /// <summary>Whether a field of the record goes without a value that does not fit it.</summary>
    public bool Empties(FieldPlan field) =>
        Unfit == UnfitValue.Empty && !field.Field.Required && !field.IsKey && (Match < 0 || Fields[Match] != field);
}

/// <summary>A field and where its value comes from.</summary>
internal sealed record FieldPlan
{
    /// <summary>As in the mapping: <c>fields.team.createWith.head</c>.</summary>
    public required string Where { get; init; }
    public required ContentField Field { get; init; }
    public required FieldType Kind { get; init; }
    public required ImportColumn Spec { get; init; }

    /// <summary>Indexes of the cells.</summary>
    public required IReadOnlyList<int> Cells { get; init; }
    public IReadOnlyDictionary<string, string>? Aliases { get; init; }
    public LookupPlan? Lookup { get; init; }

    /// <summary>Parts of the value that come from columns of their own, by storage column.</summary>
    public IReadOnlyList<(int Column, FieldPlan Part)> Parts { get; init; } = [];

    public bool IsKey => string.Equals(Field.Id, SystemFields.Key, StringComparison.OrdinalIgnoreCase);

    /// <summary>Values already parsed: columns repeat themselves. Used by the reading side only.</summary>
    public Dictionary<string, object?> Parsed { get; } = new(StringComparer.Ordinal);
}

/// <summary>A unique key with the types of its fields.</summary>
internal sealed record UniqueKeyPlan(DuplicateKey Key, IReadOnlyList<FieldType> Kinds)
{
    /// <summary>Null while one of its fields is empty.</summary>
    public string? TextOf(Func<string, object?> value)
    {
        var texts = Key.Fields.Select((f, i) => Kinds[i].DuplicateText(value(f.Id))).ToList();
        return texts.Contains(null) ? null : string.Join('\u001f', texts);
    }
}

/// <summary>When records entered a stage.</summary>
internal sealed record EnteredPlan(string Stage, FieldPlan Date);

/// <summary>A field whose values name records.</summary>
internal sealed record LookupPlan
{
    public required int Index { get; init; }
    public required FieldPlan Owner { get; init; }
    public required LookupSource Source { get; init; }
    public required MissingLookup Missing { get; init; }

    /// <summary>What created records are; null when none may be created.</summary>
    public ContentType? Creates { get; init; }
    public IReadOnlyList<FieldPlan> CreateWith { get; init; } = [];
}

/// <summary>Records that can be named: those of some types, each by one of its fields.</summary>
internal sealed class LookupSource(int index, IReadOnlyList<LookupTarget> targets)
{
    public int Index { get; } = index;
    public IReadOnlyList<LookupTarget> Targets { get; } = targets;

    /// <summary>Which target is the type being imported, when rows of the import can be named so; -1 when none is.</summary>
    public int Self { get; private set; } = -1;

    /// <summary>Index in <see cref="ImportPlan.Fields"/> of the field that names rows of the import.</summary>
    public int SelfField { get; private set; } = -1;

    /// <summary>Once all fields are bound, so that a mapping may stand in any order.</summary>
    public void FindSelf(ContentType type, List<FieldPlan> fields)
    {
        var self = Targets.ToList().FindIndex(t => t.Type == type);
        var by = self < 0 ? -1 : fields.FindIndex(f => f.Field == Targets[self].By && f.Lookup is null);
        (Self, SelfField) = by < 0 ? (-1, -1) : (self, by);
    }
}

internal sealed record LookupTarget(ContentType Type, ContentField By, FieldType Kind)
{
    public object? KeyOf(object? value) => LookupKey.Of(By, value);
}

/// <summary>What a value is found by: what its field's first column holds, folded where filters fold it.</summary>
internal static class LookupKey
{
    public static object? Of(ContentField field, object? value)
    {
        if (value is null)
        {
            return null;
        }

        var columns = new object?[field.Storage.Columns.Count];
        field.Storage.Write(value, columns);
        return Fold(field, columns[0]);
    }

    /// <summary>A value that the database gave back.</summary>
    public static object? Fold(ContentField field, object? column) =>
        column is string text && (field.Storage.FoldedColumn >= 0 || field.Storage.Columns[0].Folds) ? TextFolding.Fold(text) : column;

    public static string Text(object key) => Convert.ToString(key, CultureInfo.InvariantCulture)!;
}

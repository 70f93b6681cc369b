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
    public required FieldFormat Format { get; init; }

    /// <summary>How many cells a row has.</summary>
    public required int Columns { get; init; }
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
internal sealed record LookupSource(int Index, IReadOnlyList<LookupTarget> Targets)
{
    /// <summary>Which target is the type being imported; -1 when none is.</summary>
    public int Self { get; init; } = -1;

    /// <summary>Index in <see cref="ImportPlan.Fields"/> of the field that names rows of this import; -1 when it is not mapped.</summary>
    public int SelfField { get; init; } = -1;
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

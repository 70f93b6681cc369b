using System.Text.Json;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Fields;
using CrmPlatform.Data;

namespace CrmPlatform.Content.Writing;

/// <summary>What the write gate needs to know of a type, worked out once per model.</summary>
internal sealed class TypePlan
{
    private readonly Dictionary<string, PlannedField> _byName = new(StringComparer.OrdinalIgnoreCase);

    public TypePlan(ContentType type, IFieldTypes fieldTypes, IDuplicateKeyText texts)
    {
        Type = type;
        Fields = [.. type.Fields.Values.Where(f => !f.System).Select(f => new PlannedField(f, fieldTypes.Of(f), type))];
        foreach (var field in Fields)
        {
            _byName[field.Field.Id] = field;
        }

        foreach (var field in Fields)
        {
            foreach (var alias in field.Field.Aliases)
            {
                _byName.TryAdd(alias, field);
            }
        }

        Required = [.. Fields.Where(f => f.Field.Required)];
        Defaults = [.. Fields.Where(f => f.DefaultKind != DefaultKind.None)];
        References = [.. Fields.Where(f => f.IsReference)];
        Money = [.. Fields.Where(f => f.Field.Type == FieldTypes.Money)];
        Numbered = [.. Fields.Where(f => f.Field.Definition.Pattern is not null)];
        Keys = [.. type.DuplicateKeys.Select(k => new KeyPlan(k, texts))];
        Staged = type.Has(KnownParts.Staged) ? new StagedFields(this) : null;
        LastTouch = type.Has(KnownParts.Timeline) ? Find("lastTouch") : null;
    }

    public ContentType Type { get; }
    public PlannedField[] Fields { get; }
    public PlannedField[] Required { get; }
    public PlannedField[] Defaults { get; }
    public PlannedField[] References { get; }
    public PlannedField[] Money { get; }
    public PlannedField[] Numbered { get; }
    public KeyPlan[] Keys { get; }

    /// <summary>Null where the type has no pipelines.</summary>
    public StagedFields? Staged { get; }
    public PlannedField? LastTouch { get; }

    /// <summary>By id or former id.</summary>
    public PlannedField? Find(string name) => _byName.GetValueOrDefault(name);

    public string NameOf(IReadOnlyDictionary<string, object?>? values) =>
        values?.GetValueOrDefault(Type.NameField) as string ?? "";
}

/// <summary>A duplicate key with the way to normalise its fields.</summary>
internal sealed record KeyPlan(DuplicateKey Key, IDuplicateKeyText Texts)
{
    /// <summary>The normalised text of a record; null when one of the fields is empty.</summary>
    public string? TextOf(IReadOnlyDictionary<string, object?> values) => Texts.Of(Key, values);
}

/// <summary>The fields of the part Staged; those that a type lacks are null.</summary>
internal sealed class StagedFields(TypePlan plan)
{
    public PlannedField? Pipeline { get; } = plan.Find("pipeline");
    public PlannedField? Stage { get; } = plan.Find("stage");
    public PlannedField? Outcome { get; } = plan.Find("outcome");
    public PlannedField? StageSince { get; } = plan.Find("stageSince");
    public PlannedField? ClosedOn { get; } = plan.Find("closedOn");
    public PlannedField? LostReason { get; } = plan.Find("lostReason");
    public PlannedField? WonReason { get; } = plan.Find("wonReason");
    public PlannedField? Probability { get; } = plan.Find("probability");
}

internal enum DefaultKind
{
    None,
    Value,
    Today,
    Now,
    Me,
}

/// <summary>A field with what the gate does to its values.</summary>
internal sealed class PlannedField
{
    private static readonly string[] _stageFields = ["pipeline", "stage", "lostReason", "wonReason"];
    private static readonly string[] _keptFields = ["outcome", "stageSince"];

    public PlannedField(ContentField field, FieldType type, ContentType owner)
    {
        Field = field;
        Type = type;
        var staged = owner.Has(KnownParts.Staged);
        IsStageField = staged && _stageFields.Contains(field.Id, StringComparer.OrdinalIgnoreCase);
        IsKept = staged && _keptFields.Contains(field.Id, StringComparer.OrdinalIgnoreCase);
        IsReference = field.Type is FieldTypes.Lookup or FieldTypes.Employee or FieldTypes.MultiLookup or FieldTypes.Reference;
        (DefaultKind, Default) = ReadDefault(field, type);
    }

    public ContentField Field { get; }
    public FieldType Type { get; }
    public string Id => Field.Id;

    /// <summary>Pipeline, stage and reasons: checked against the pipelines, not as a choice.</summary>
    public bool IsStageField { get; }

    /// <summary>Kept by the gate alone.</summary>
    public bool IsKept { get; }
    public bool IsReference { get; }
    public DefaultKind DefaultKind { get; }
    public object? Default { get; }

    private static (DefaultKind Kind, object? Value) ReadDefault(ContentField field, FieldType type)
    {
        if (field.Definition.Default is not { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } json)
        {
            return (DefaultKind.None, null);
        }

        var word = json.ValueKind == JsonValueKind.String ? json.GetString() : null;
        return (word, field.Type) switch
        {
            ("today", FieldTypes.Date) => (DefaultKind.Today, null),
            ("now", FieldTypes.DateTime) => (DefaultKind.Now, null),
            ("me", FieldTypes.Employee or FieldTypes.Lookup) => (DefaultKind.Me, null),
            _ => (DefaultKind.Value, type.FromJson(json, field)),
        };
    }
}

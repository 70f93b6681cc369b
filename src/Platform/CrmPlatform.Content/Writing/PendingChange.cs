using CrmPlatform.Content.Changes;
using CrmPlatform.Data;
using CrmPlatform.Errors;

namespace CrmPlatform.Content.Writing;

/// <summary>A change on its way through the gate.</summary>
internal sealed class PendingChange(int index, Change? change, TypePlan plan, long id, ChangeOutcome outcome)
{
    public static readonly IReadOnlyList<string> NoFields = [];

    /// <summary>Index in the set; of the cause, for changes that a purge brings about.</summary>
    public int Index { get; } = index;

    /// <summary>Null for a change that a purge brings about.</summary>
    public Change? Change { get; } = change;
    public TypePlan Plan { get; } = plan;
    public ContentType Type => Plan.Type;
    public long Id { get; } = id;
    public RecordRef Ref => new(Type.Id, Id);
    public ChangeOutcome Outcome { get; set; } = outcome;
    public ContentRecord? Before { get; set; }

    /// <summary>All values as they will be; null for a purge.</summary>
    public Dictionary<string, object?>? After { get; set; }

    /// <summary>Fields that the change itself names.</summary>
    public HashSet<string>? Named { get; set; }

    /// <summary>Updates: the fields whose values differ, known at the end.</summary>
    public IReadOnlyList<string> Changed { get; set; } = NoFields;
    public string?[] DuplicateTexts { get; set; } = [];
    public List<StageMoveRow>? Moves { get; set; }

    /// <summary>Stages that the record was in before; known for updates that tell of old moves.</summary>
    public HashSet<string>? EarlierStages { get; set; }
    public List<FieldError>? Warnings { get; set; }

    public bool IsCreate => Outcome == ChangeOutcome.Created;
    public bool IsUpdate => Outcome == ChangeOutcome.Updated;

    /// <summary>Creates and updates: what values go in.</summary>
    public bool Writes => Outcome is ChangeOutcome.Created or ChangeOutcome.Updated;
    public long Version => Outcome switch
    {
        ChangeOutcome.Created => 1,
        ChangeOutcome.Unchanged or ChangeOutcome.Purged => Before?.Version ?? 0,
        _ => Before!.Version + 1,
    };

    public string Name => Plan.NameOf(After ?? Before?.Values);

    public object? Value(string field) => After?.GetValueOrDefault(field);

    public bool Differs(PlannedField field) =>
        !ValueEquality.Same(Before?[field.Id], After?.GetValueOrDefault(field.Id));

    public bool Names(PlannedField field) => Named is not null && Named.Contains(field.Id);
}

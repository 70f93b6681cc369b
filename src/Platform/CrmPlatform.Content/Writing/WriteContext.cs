using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Reading;
using CrmPlatform.Data;
using CrmPlatform.Errors;
using CrmPlatform.Tenants;

namespace CrmPlatform.Content.Writing;

/// <summary>One attempt to save a change set: its transaction, the model it is judged by, and what was found.</summary>
internal sealed class WriteContext
{
    public required ChangeSet Set { get; init; }
    public required TenantState State { get; init; }
    public required IWriteSession Session { get; init; }
    public required TypePlans Plans { get; init; }
    public required RecordRights Rights { get; init; }

    /// <summary>The instant of the write, in whole milliseconds of UTC.</summary>
    public required DateTimeOffset Now { get; init; }
    public required TimeZoneInfo Zone { get; init; }

    public required WriteRequest Request { get; init; }

    /// <summary>Undo: values go back as they were, also those that the gate keeps.</summary>
    public bool Raw => Request.Raw;
    public ContentModel Model => State.Model;
    public Actor Actor => Set.Actor;
    public Moment Moment => new(Zone, Now, Moment.CountryOf(State.Settings));
    public List<FieldError> Findings { get; } = [];

    /// <summary>Records that the set creates: they may be pointed to before they are there.</summary>
    public HashSet<RecordRef> Creates { get; } = [];

    /// <summary>The day of the write in the tenant's reporting zone.</summary>
    public DateOnly Today => DayOf(Now);

    /// <summary>By type: fields that do not exist for the actor.</summary>
    public Dictionary<TypePlan, IReadOnlySet<string>> Hidden { get; } = [];

    /// <summary>What is judged now follows from the set: it is the platform's doing, so no field is hidden from it.</summary>
    public bool Follows { get; set; }

    public bool Hides(TypePlan plan, PlannedField field) => !Raw && !Follows && Hidden.TryGetValue(plan, out var hidden) && hidden.Contains(field.Id);

    public void Refuse(PendingChange change, FieldError finding) => Findings.Add(finding with { Change = change.Index });

    public DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, Zone).DateTime);

    /// <summary>The first instant of a day in the tenant's reporting zone.</summary>
    public DateTimeOffset StartOf(DateOnly day)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(local, Zone.GetUtcOffset(local)).ToUniversalTime();
    }

    public void StopOnFindings()
    {
        if (Findings.Count > 0)
        {
            throw new ValidationError([.. Findings.OrderBy(f => f.Change)]);
        }
    }
}

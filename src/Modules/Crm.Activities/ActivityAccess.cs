using System.Text.Json;
using CrmPlatform.Content;
using CrmPlatform.Content.Queries;

namespace Crm.Activities;

/// <summary>
/// Activities of colleagues are for those who may see all content (<c>content.view</c>). Who may see some types only sees, of
/// activities, their own.
/// </summary>
public sealed class ActivityAccess : IRecordAccess
{
    public static bool SeesOthers(Actor actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return actor.Can(Permission.ContentView);
    }

    public ValueTask<RecordLimits?> LimitAsync(Actor actor, ContentType type, RecordVerb verb, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(type);
        var concerned = type.Id is ActivityTypes.Task or ActivityTypes.Call or ActivityTypes.Meeting or ActivityTypes.Note;
        return new(concerned && !SeesOthers(actor) ? new RecordLimits(Of(actor), []) : null);
    }

    /// <summary>The activities of an actor: of their employee, and those without one that they made.</summary>
    public static FilterNode Of(Actor actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var made = new FieldCondition(ActivityFields.Account, FilterOperator.Equal, JsonSerializer.SerializeToElement(actor.Id));
        return actor.Employee is { } employee
            ? new OrFilter([new FieldCondition(ActivityFields.Owner, FilterOperator.Equal, JsonSerializer.SerializeToElement(employee)), made])
            : made;
    }
}

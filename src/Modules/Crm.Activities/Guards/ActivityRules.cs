using System.Globalization;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Tenants;

namespace Crm.Activities.Guards;

/// <summary>
/// Completes what people leave out: a name, the zone of a time, when it was done. Works out the instants of beginning and reminder.
/// </summary>
public sealed class ActivityRules(ITenantStates states) : IChangeGuard
{
    private const int NameLength = 100;

    /// <summary>When people are reminded of what has a day and no time.</summary>
    private static readonly TimeOnly _morning = new(9, 0);

    public bool AppliesTo(ContentType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return type.Id is ActivityTypes.Task or ActivityTypes.Call or ActivityTypes.Meeting or ActivityTypes.Note;
    }

    public async ValueTask CheckAsync(GuardedChange change, GuardContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(context);
        if (change.After is not { } after)
        {
            return;
        }

        await NameAsync(change.Type, after, context, cancellationToken);
        after[ActivityFields.Account] = after.GetValueOrDefault(ActivityFields.Owner) is not null ? null
            : change.IsCreate && after.GetValueOrDefault(ActivityFields.Account) is null && context.Actor.Id.StartsWith("user:", StringComparison.Ordinal) ? context.Actor.Id
            : after.GetValueOrDefault(ActivityFields.Account);
        if (!change.Type.Has(ActivityTypes.Part))
        {
            after[ActivityFields.DoneAt] = after.GetValueOrDefault(ActivityFields.DoneAt) ?? context.Now;
            return;
        }

        var settings = (await states.GetAsync(cancellationToken)).Settings;
        Plan(change, after, context, context.Actor.Zone?.Id ?? settings.TimeZone);
        Finish(change, after, context.Now);
    }

    private static async ValueTask NameAsync(ContentType type, Dictionary<string, object?> after, GuardContext context, CancellationToken cancellationToken)
    {
        if (type.Id == ActivityTypes.Note)
        {
            after[ActivityFields.Name] = after.GetValueOrDefault(ActivityFields.Text) is string text ? FirstWords(text) : null;
        }
        else if (string.IsNullOrWhiteSpace(after.GetValueOrDefault(ActivityFields.Name) as string)
            && after.GetValueOrDefault(ActivityFields.Subject) is RecordRef subject
            && context.Model.Find(subject.Type) is { } known)
        {
            after[ActivityFields.Name] = (await context.FindAsync(subject.Type, subject.Id, cancellationToken))?[known.NameField];
        }
    }

    private static string FirstWords(string text)
    {
        var line = text.AsSpan().Trim();
        var end = line.IndexOfAny('\r', '\n');
        line = end < 0 ? line : line[..end];
        var parts = StringInfo.GetTextElementEnumerator(line.ToString());
        var name = "";
        while (parts.MoveNext())
        {
            if (name.Length + parts.GetTextElement().Length > NameLength)
            {
                return name + "…";
            }

            name += parts.GetTextElement();
        }

        return name;
    }

    /// <summary>Day, time and zone are what was agreed; the instants follow from them.</summary>
    private static void Plan(GuardedChange change, Dictionary<string, object?> after, GuardContext context, string usualZone)
    {
        var day = after.GetValueOrDefault(ActivityFields.DueOn) as DateOnly?;
        var written = after.GetValueOrDefault(ActivityFields.Time) as string;
        var time = string.IsNullOrWhiteSpace(written) ? null : DayTimes.Normalize(written);
        if (!string.IsNullOrWhiteSpace(written) && (time is null || day is null))
        {
            context.Refuse(change, time is null
                ? Errors.BadTime.For(ActivityFields.Time, ("value", written))
                : Errors.TimeWithoutDay.For(ActivityFields.Time));
            return;
        }

        var zone = time is null ? null : after.GetValueOrDefault(ActivityFields.Zone) as string ?? usualZone;
        if (change.IsCreate && time is not null && after.GetValueOrDefault(ActivityFields.Remind) is null)
        {
            after[ActivityFields.Remind] = change.Type.Id == ActivityTypes.Meeting ? "10" : "0";
        }

        after[ActivityFields.Time] = time;
        after[ActivityFields.Zone] = zone;
        after[ActivityFields.StartsAt] = time is null ? null : DayTimes.Instant(day!.Value, DayTimes.Parse(time)!.Value, DayTimes.Zone(zone));
        after[ActivityFields.RemindAt] = RemindAt(after, day, usualZone);
    }

    private static DateTimeOffset? RemindAt(Dictionary<string, object?> after, DateOnly? day, string usualZone)
    {
        if (day is null
            || after.GetValueOrDefault(ActivityFields.State) is not ActivityFields.Open
            || !int.TryParse(after.GetValueOrDefault(ActivityFields.Remind) as string, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes))
        {
            return null;
        }

        var begins = after[ActivityFields.StartsAt] as DateTimeOffset? ?? DayTimes.Instant(day.Value, _morning, DayTimes.Zone(usualZone));
        return begins.AddMinutes(-minutes);
    }

    /// <summary>Something entered as done was done when it took place, and so was a meeting; what is ticked is done now.</summary>
    private static void Finish(GuardedChange change, Dictionary<string, object?> after, DateTimeOffset now)
    {
        if (after.GetValueOrDefault(ActivityFields.State) is not ActivityFields.Done)
        {
            after[ActivityFields.DoneAt] = null;
        }
        else if (after.GetValueOrDefault(ActivityFields.DoneAt) is null)
        {
            after[ActivityFields.DoneAt] = (change.IsCreate || change.Type.Id == ActivityTypes.Meeting) && after.GetValueOrDefault(ActivityFields.StartsAt) is DateTimeOffset begun && begun < now ? begun : now;
        }
    }
}

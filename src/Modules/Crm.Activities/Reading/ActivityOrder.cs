namespace Crm.Activities.Reading;

/// <summary>What is due first; of a day, what has a time before what has none, then what matters more.</summary>
public sealed class ActivityOrder : IComparer<Activity>
{
    private readonly TimeZoneInfo _zone;

    private ActivityOrder(TimeZoneInfo zone) => _zone = zone;

    public static ActivityOrder In(TimeZoneInfo zone) => new(zone);

    public int Compare(Activity? x, Activity? y) => Key(x!).CompareTo(Key(y!));

    private (DateOnly Day, TimeOnly Time, int Weight, long Id) Key(Activity activity) =>
        (activity.DayIn(_zone) ?? DateOnly.MaxValue, activity.TimeIn(_zone) ?? TimeOnly.MaxValue, Weight(activity.Priority), activity.Id);

    private static int Weight(string? priority) => priority switch { "high" => 0, "low" => 2, _ => 1 };
}

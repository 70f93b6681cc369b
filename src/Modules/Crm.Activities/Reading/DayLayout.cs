namespace Crm.Activities.Reading;

/// <summary>Where an activity stands in the column of its day.</summary>
/// <param name="Start">Quarters of an hour from midnight.</param>
/// <param name="Quarters">Its length, at least as long as its name needs room.</param>
/// <param name="At">Its place among those that stand side by side.</param>
/// <param name="Of">How many stand side by side.</param>
public sealed record DayPlace(Activity Activity, int Start, int Quarters, int At, int Of)
{
    public int Hour => Start / 4;
}

/// <summary>Lays out the activities of a day by the hour: as long as they take, those at the same time side by side.</summary>
public static class DayLayout
{
    private const int Shortest = 2;
    private const int Midnight = 24 * 4;

    /// <summary>More than these share places: narrower ones could not be read.</summary>
    private const int MostBeside = 6;

    /// <summary>Those that have a time; in the order of their beginning.</summary>
    public static IReadOnlyList<DayPlace> Of(IEnumerable<Activity> activities, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(activities);
        ArgumentNullException.ThrowIfNull(zone);
        var spans = activities
            .Select(a => (Activity: a, Time: a.TimeIn(zone)))
            .Where(a => a.Time is not null)
            .Select(a => Span(a.Activity, a.Time!.Value))
            .OrderBy(s => s.Start).ThenByDescending(s => s.End).ThenBy(s => s.Activity.Id);
        var places = new List<DayPlace>();
        var group = new List<(Activity Activity, int Start, int End, int At)>();
        foreach (var span in spans)
        {
            if (group.Count > 0 && group.Max(g => g.End) <= span.Start)
            {
                Close(group, places);
            }

            var at = Enumerable.Range(0, MostBeside).Cast<int?>().FirstOrDefault(i => group.Where(g => g.At == i).All(g => g.End <= span.Start)) ?? group.Count % MostBeside;
            group.Add((span.Activity, span.Start, span.End, at));
        }

        Close(group, places);
        return places;
    }

    private static (Activity Activity, int Start, int End) Span(Activity activity, TimeOnly time)
    {
        var start = (time.Hour * 4) + (time.Minute / 15);
        var minutes = (time.Hour * 60) + time.Minute + Math.Min(activity.Minutes ?? 0, 24 * 60);
        return (activity, start, Math.Min(Midnight, Math.Max(start + Shortest, (int)((minutes + 14) / 15))));
    }

    private static void Close(List<(Activity Activity, int Start, int End, int At)> group, List<DayPlace> places)
    {
        var of = group.Count == 0 ? 0 : group.Max(g => g.At) + 1;
        places.AddRange(group.Select(g => new DayPlace(g.Activity, g.Start, g.End - g.Start, g.At, of)));
        group.Clear();
    }
}

using System.Globalization;

namespace CrmPlatform.Web.Pages.Account;

/// <summary>The zones that a person may choose from, by region; offsets as of now.</summary>
internal static class ZoneChoices
{
    private static readonly string[] _regions = ["Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"];

    /// <summary>Region; each zone with its id and its name as people read it.</summary>
    public static IEnumerable<(string Region, IReadOnlyList<(string Id, string Name)> Zones)> All(DateTimeOffset now)
    {
        var zones = TimeZoneInfo.GetSystemTimeZones().Select(z => (Zone: z, Parts: z.Id.Split('/', 2))).Where(z => z.Parts.Length == 2).ToLookup(z => z.Parts[0], StringComparer.Ordinal);
        foreach (var region in _regions)
        {
            yield return (region, [.. zones[region].OrderBy(z => z.Zone.Id, StringComparer.Ordinal).Select(z => (z.Zone.Id, NameOf(z.Zone, z.Parts[1], now)))]);
        }
    }

    /// <summary>Whether a zone is among them: browsers and servers also know others, such as UTC and older names of cities.</summary>
    public static bool Has(string id, DateTimeOffset now) => All(now).Any(r => r.Zones.Any(z => z.Id == id));

    /// <summary>A city with its distance from UTC: "New York (UTC−5)".</summary>
    public static string NameOf(TimeZoneInfo zone, DateTimeOffset now) => NameOf(zone, zone.Id.Split('/', 2)[^1], now);

    private static string NameOf(TimeZoneInfo zone, string city, DateTimeOffset now)
    {
        var offset = zone.GetUtcOffset(now);
        var sign = offset < TimeSpan.Zero ? "−" : "+";
        var distance = offset == TimeSpan.Zero ? "" : sign + offset.ToString(offset.Minutes == 0 ? "%h" : "h\\:mm", CultureInfo.InvariantCulture);
        return $"{city.Replace('_', ' ').Replace("/", ", ", StringComparison.Ordinal)} (UTC{distance})";
    }
}

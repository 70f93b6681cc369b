using System.Collections.Concurrent;
using System.Globalization;
using CrmPlatform.Tenants;

namespace CrmPlatform.Content.Reading;

/// <summary>When and where a filter is read: <c>today</c> means this day in this zone, a phone number without a code is one of this country.</summary>
/// <param name="Country">ISO 3166.</param>
internal readonly record struct Moment(TimeZoneInfo Zone, DateTimeOffset Now, string Country)
{
    private static readonly ConcurrentDictionary<string, string> _countries = new(StringComparer.OrdinalIgnoreCase);

    public static Moment Of(Actor actor, TenantSettings settings, TimeProvider time) => new(ZoneOf(actor, settings), time.GetUtcNow(), CountryOf(settings));

    /// <summary>Where the firm's language is mostly spoken.</summary>
    public static string CountryOf(TenantSettings settings) =>
        _countries.GetOrAdd(settings.Culture, static c => new RegionInfo(CultureInfo.CreateSpecificCulture(c).Name).TwoLetterISORegionName);

    /// <summary>The person's own zone, else the tenant's.</summary>
    public static TimeZoneInfo ZoneOf(Actor actor, TenantSettings settings) => actor.Zone ?? TimeZoneInfo.FindSystemTimeZoneById(settings.TimeZone);
}

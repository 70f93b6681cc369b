using CrmPlatform.Tenants;

namespace CrmPlatform.Content.Reading;

/// <summary>When and where a filter is read: <c>today</c> means this day in this zone.</summary>
internal readonly record struct Moment(TimeZoneInfo Zone, DateTimeOffset Now)
{
    public static Moment Of(Actor actor, TenantSettings settings, TimeProvider time) => new(ZoneOf(actor, settings), time.GetUtcNow());

    /// <summary>The person's own zone, else the tenant's.</summary>
    public static TimeZoneInfo ZoneOf(Actor actor, TenantSettings settings) => actor.Zone ?? TimeZoneInfo.FindSystemTimeZoneById(settings.TimeZone);
}

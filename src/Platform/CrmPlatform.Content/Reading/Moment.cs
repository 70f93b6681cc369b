namespace CrmPlatform.Content.Reading;

/// <summary>When and where a filter is read: <c>today</c> means this day in this zone.</summary>
internal readonly record struct Moment(TimeZoneInfo Zone, DateTimeOffset Now);

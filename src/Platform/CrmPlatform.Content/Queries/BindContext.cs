namespace CrmPlatform.Content.Queries;

/// <summary>What relative values of filters and defaults depend on.</summary>
/// <param name="Zone">Where a day begins and ends.</param>
/// <param name="Employee">Who <c>me</c> is; null: nobody, so that <c>me</c> matches nothing.</param>
/// <param name="Country">ISO 3166 code for phone numbers that carry no country code.</param>
public sealed record BindContext(DateTimeOffset Now, TimeZoneInfo Zone, long? Employee = null, string Country = "US")
{
    /// <summary>The day that it is now in the zone.</summary>
    public DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Now, Zone).DateTime);
}

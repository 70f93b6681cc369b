using CrmPlatform.Errors;

namespace Crm.Activities;

internal static class Errors
{
    public static readonly ErrorCode BadTime = new(
        "activities.bad-time",
        "\"{value}\" is not a time of day. Write it like 14:30.",
        422);

    public static readonly ErrorCode TimeWithoutDay = new(
        "activities.time-without-day",
        "A time needs a day. Say on which day, or leave the time empty.",
        422);
}

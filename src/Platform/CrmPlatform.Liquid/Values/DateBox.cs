namespace CrmPlatform.Liquid;

internal sealed class DateBox(DateTimeOffset value, bool hasTime)
{
    public DateTimeOffset Value { get; } = value;

    public bool HasTime { get; } = hasTime;
}

using CrmPlatform.Content;

namespace Crm.Activities.Reading;

/// <summary>A task, call, meeting or note as the screens show it.</summary>
public sealed record Activity
{
    public required ContentType Type { get; init; }
    public required long Id { get; init; }
    public required string Name { get; init; }

    /// <summary>What it is about; its name is empty where the reader may not see it.</summary>
    public RecordLink? Subject { get; init; }
    public RecordLink? Owner { get; init; }
    public DateOnly? DueOn { get; init; }

    /// <summary>As it was agreed, in its own zone.</summary>
    public string? Time { get; init; }
    public DateTimeOffset? StartsAt { get; init; }
    public DateTimeOffset? DoneAt { get; init; }
    public string? State { get; init; }
    public string? Priority { get; init; }
    public string? Phone { get; init; }
    public string? Result { get; init; }
    public string? Place { get; init; }
    public long? Minutes { get; init; }

    /// <summary>What is planned when it is done.</summary>
    public string? Then { get; init; }

    /// <summary>A note's text, what was said in a call, a task's details.</summary>
    public string? Text { get; init; }

    public RecordRef Ref => new(Type.Id, Id);

    public bool IsOpen => State == ActivityFields.Open;

    public bool IsNote => Type.Id == ActivityTypes.Note;

    /// <summary>The day it is due on for somebody in a zone: a time agreed in another zone may fall on the next day here.</summary>
    public DateOnly? DayIn(TimeZoneInfo zone) =>
        StartsAt is { } at ? DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime) : DueOn;

    public TimeOnly? TimeIn(TimeZoneInfo zone) =>
        StartsAt is { } at ? TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime) : null;
}

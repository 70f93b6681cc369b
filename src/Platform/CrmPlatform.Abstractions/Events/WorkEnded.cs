namespace CrmPlatform.Events;

/// <summary>Work that ran behind the pages has ended: a change of many records, an import, a handover.</summary>
/// <param name="Kind">bulk, import or handover.</param>
/// <param name="Id">Number of the job; of a handover, its act.</param>
/// <param name="ActorId">Whose work it was.</param>
/// <param name="Title">The title of its act.</param>
/// <param name="Failed">True: it stopped before its end.</param>
public sealed record WorkEnded(
    string Kind, long Id, string ActorId, string Title, bool Failed, DateTimeOffset StartedAt, DateTimeOffset EndedAt) : IPlatformEvent;

namespace CrmPlatform.Events;

/// <summary>
/// Events that come to pass at a time: kept in the tenant's database until then, and handed to the handlers of enabled features
/// like any other. A tenant that only waits costs nothing; its next time stands in the host database.
/// </summary>
public interface ISchedules
{
    /// <summary>
    /// Lets an event come to pass, at once when its time is over. One that stands under the key already is replaced. Inside a
    /// handler it commits with the handler's receipt.
    /// </summary>
    /// <param name="key">Unique within the tenant, at most 200 characters: <c>activities/Task/12</c>.</param>
    Task SetAsync(string key, DateTimeOffset due, IPlatformEvent what, CancellationToken cancellationToken);

    /// <summary>Takes back what has not come to pass yet.</summary>
    Task RemoveAsync(string key, CancellationToken cancellationToken);
}

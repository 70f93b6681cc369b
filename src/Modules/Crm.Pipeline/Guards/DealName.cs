using CrmPlatform.Content;
using CrmPlatform.Content.Changes;

namespace Crm.Pipeline;

/// <summary>Names a deal after its client when nobody wrote a name: one field less to type.</summary>
public sealed class DealName : IChangeGuard
{
    public bool AppliesTo(ContentType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return string.Equals(type.Id, PipelineTypes.Deal, StringComparison.OrdinalIgnoreCase);
    }

    public async ValueTask CheckAsync(GuardedChange change, GuardContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(context);
        if (change.After is not { } after || !string.IsNullOrWhiteSpace(after.GetValueOrDefault("name") as string))
        {
            return;
        }

        after["name"] = await NameOfAsync(after, "company", "Company", context, cancellationToken)
            ?? await NameOfAsync(after, "contact", "Contact", context, cancellationToken);
    }

    private static async ValueTask<object?> NameOfAsync(
        Dictionary<string, object?> values, string field, string type, GuardContext context, CancellationToken cancellationToken) =>
        values.GetValueOrDefault(field) is long id
            ? (await context.FindAsync(type, id, cancellationToken))?["name"]
            : null;
}

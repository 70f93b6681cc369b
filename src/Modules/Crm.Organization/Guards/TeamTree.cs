using CrmPlatform.Content;
using CrmPlatform.Content.Changes;

namespace Crm.Organization;

/// <summary>Keeps teams a tree: no team is part of itself, directly or through others.</summary>
public sealed class TeamTree : IChangeGuard
{
    /// <summary>A tree deeper than this is refused rather than walked for ever.</summary>
    private const int MaxDepth = 32;

    public bool AppliesTo(ContentType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return string.Equals(type.Id, OrganizationTypes.Team, StringComparison.OrdinalIgnoreCase);
    }

    public async ValueTask CheckAsync(GuardedChange change, GuardContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(context);
        if (change.After is not { } after || !change.Changes("parent"))
        {
            return;
        }

        var parent = after.GetValueOrDefault("parent") as long?;
        for (var depth = 0; parent is { } id; depth++)
        {
            if (id == change.Id || depth == MaxDepth)
            {
                context.Refuse(change, Errors.TeamInItself.For("parent", ("team", after.GetValueOrDefault("name"))));
                return;
            }

            parent = (await context.FindAsync(OrganizationTypes.Team, id, cancellationToken))?["parent"] as long?;
        }
    }
}

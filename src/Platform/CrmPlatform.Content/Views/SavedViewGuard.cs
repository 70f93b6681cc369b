using CrmPlatform.Content.Changes;
using CrmPlatform.Errors;

namespace CrmPlatform.Content.Views;

/// <summary>Keeps saved views and favourites with whom they belong, and sharing with those who have the right to it.</summary>
internal sealed class SavedViewGuard : IChangeGuard
{
    public static readonly ErrorCode MayNotShare = new("views.may-not-share", "You may not share views with others. Save it for yourself, or ask an administrator.", 422);

    public static SavedViewGuard Instance { get; } = new();

    public bool AppliesTo(ContentType type) => IsPersonal(type);

    /// <summary>True for the types of which people have records of their own.</summary>
    internal static bool IsPersonal(ContentType type) => SavedViews.Is(type) || Favourites.Is(type);

    public ValueTask CheckAsync(GuardedChange change, GuardContext context, CancellationToken cancellationToken)
    {
        if (change.After is { } after && !ReferenceEquals(context.Actor, Actor.System))
        {
            after[SavedViews.Owner] = change.Before?[SavedViews.Owner] ?? context.Actor.Id;
            if (after.GetValueOrDefault(SavedViews.Shared) is true && !context.Actor.Can(Permission.ViewsShare))
            {
                context.Refuse(change, MayNotShare.For(SavedViews.Shared));
            }
        }

        return ValueTask.CompletedTask;
    }
}

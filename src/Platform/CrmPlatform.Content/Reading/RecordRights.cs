using System.Collections.Frozen;
using CrmPlatform.Content.Queries;
using CrmPlatform.Content.Views;
using CrmPlatform.Content.Writing;
using CrmPlatform.Data;
using CrmPlatform.Errors;
using CrmPlatform.Modules;

namespace CrmPlatform.Content.Reading;

/// <summary>What an actor may do with the records of a type. No limits: null filter, no hidden fields.</summary>
internal sealed record TypeRights(BoundFilter? Filter, FrozenSet<string> Hidden)
{
    public static TypeRights All { get; } = new(null, FrozenSet<string>.Empty);
}

/// <summary>Permissions and record rights, for both gates.</summary>
internal sealed class RecordRights(IExtensions<IRecordAccess> extensions)
{
    /// <summary>A permission for every type, or one refined to a type: <c>content.view.Deal</c>.</summary>
    public static bool Can(Actor actor, string permission, ContentType type) =>
        actor.Can(permission, type)
        || (SavedViewGuard.IsPersonal(type) && actor.Permissions.Any(SeesSomeType));

    /// <summary>Whoever sees one type has a list of it, and views of their own.</summary>
    private static bool SeesSomeType(string permission) =>
        permission is Permission.All || permission.StartsWith(Permission.ContentView, StringComparison.OrdinalIgnoreCase);

    /// <exception cref="UserError"><c>access.forbidden</c></exception>
    public static void Require(Actor actor, string permission, ContentType type)
    {
        if (!Can(actor, permission, type))
        {
            throw PlatformErrors.Forbidden.With(("permission", permission));
        }
    }

    public async ValueTask<TypeRights> OfAsync(
        Actor actor, ContentModel model, ContentType type, RecordVerb verb, Moment moment, CancellationToken cancellationToken)
    {
        if (ReferenceEquals(actor, Actor.System))
        {
            return TypeRights.All;
        }

        var conditions = new List<BoundFilter>();
        var hidden = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        if ((SavedViews.LimitOf(actor, type, verb) ?? Favourites.LimitOf(actor, type)) is { } own)
        {
            conditions.Add(Filters.Bind(model, type, own, actor, moment));
        }

        foreach (var extension in await extensions.AllAsync(cancellationToken))
        {
            if (await extension.LimitAsync(actor, type, verb, cancellationToken) is not { } limits)
            {
                continue;
            }

            hidden.UnionWith(limits.HiddenFields);
            if (limits.Records is not null)
            {
                conditions.Add(Filters.Bind(model, type, limits.Records, actor, moment));
            }
        }

        return conditions.Count == 0 && hidden.Count == 0
            ? TypeRights.All
            : new TypeRights(conditions.Count switch { 0 => null, 1 => conditions[0], _ => new BoundAnd(conditions) }, hidden.ToFrozenSet(StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Fields that the actor may not see or not change.</summary>
    public async ValueTask<IReadOnlySet<string>> HiddenAsync(WriteContext context, ContentType type, CancellationToken cancellationToken)
    {
        var view = (await OfAsync(context.Actor, context.Model, type, RecordVerb.View, context.Moment, cancellationToken)).Hidden;
        var edit = (await OfAsync(context.Actor, context.Model, type, RecordVerb.Edit, context.Moment, cancellationToken)).Hidden;
        return edit.Count == 0 ? view : view.Union(edit, StringComparer.OrdinalIgnoreCase).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Those of some records that the actor may not see or change, judged inside the transaction of a write.</summary>
    public ValueTask<HashSet<RecordRef>> UnseenAsync(WriteContext context, IReadOnlyCollection<RecordRef> records, RecordVerb verb, CancellationToken cancellationToken) =>
        UnseenAsync(context.Session, context.Actor, context.Model, records, verb, context.Moment, cancellationToken);

    public async ValueTask<HashSet<RecordRef>> UnseenAsync(
        IReadSession session, Actor actor, ContentModel model, IReadOnlyCollection<RecordRef> records, RecordVerb verb, Moment moment, CancellationToken cancellationToken)
    {
        var unseen = new HashSet<RecordRef>();
        if (ReferenceEquals(actor, Actor.System))
        {
            return unseen;
        }

        foreach (var ofType in records.GroupBy(r => r.Type, StringComparer.OrdinalIgnoreCase))
        {
            if (model.Find(ofType.Key) is not { } type || !Can(actor, PermissionOf(verb), type))
            {
                unseen.UnionWith(ofType);
                continue;
            }

            var rights = await OfAsync(actor, model, type, verb, moment, cancellationToken);
            if (rights.Filter is not null)
            {
                var ids = ofType.Select(r => r.Id).ToHashSet();
                var seen = await SeenAsync(session, model, type, rights.Filter, ids, moment, cancellationToken);
                unseen.UnionWith(ofType.Where(r => !seen.Contains(r.Id)));
            }
        }

        return unseen;
    }

    private static string PermissionOf(RecordVerb verb) => verb switch
    {
        RecordVerb.Edit => Permission.ContentEdit,
        RecordVerb.Delete => Permission.ContentDelete,
        _ => Permission.ContentView,
    };

    /// <summary>Those of the ids, live or binned, that match.</summary>
    private static async ValueTask<HashSet<long>> SeenAsync(
        IReadSession session, ContentModel model, ContentType type, BoundFilter filter, HashSet<long> ids, Moment moment, CancellationToken cancellationToken)
    {
        var idPath = new BoundPath(SystemFields.Id, [], type.Fields[SystemFields.Id], 0);
        var seen = new HashSet<long>();
        foreach (var chunk in ids.Chunk(ContentQuery.MaxLimit))
        {
            foreach (var bin in new[] { false, true })
            {
                var query = new BoundQuery
                {
                    Model = model,
                    Type = type,
                    Where = new BoundAnd([new BoundCompare(idPath, FilterOperator.In, [.. chunk.Select(id => (object)id)]), filter]),
                    Columns = [new BoundColumn(SystemFields.Id, idPath)],
                    Limit = chunk.Length,
                    Bin = bin,
                    Zone = moment.Zone,
                };
                seen.UnionWith((await session.QueryAsync(query, cancellationToken)).Rows.Select(r => r.Id));
            }
        }

        return seen;
    }
}

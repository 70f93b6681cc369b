using CrmPlatform.Content.Queries;
using CrmPlatform.Tenants;

namespace CrmPlatform.Content.Reading;

/// <summary>Binds a query by the tenant's model as of now, the reader's rights in it.</summary>
internal sealed class QueryBinding(ITenantStates states, RecordRights rights, TimeProvider time)
{
    public async ValueTask<(ContentModel Model, Moment Moment)> NowAsync(Actor actor, CancellationToken cancellationToken)
    {
        var state = await states.GetAsync(cancellationToken);
        return (state.Model, Moment.Of(actor, state.Settings, time));
    }

    public async ValueTask<GuardedQuery> BindAsync(Actor actor, ContentQuery query, CancellationToken cancellationToken)
    {
        var (model, moment) = await NowAsync(actor, cancellationToken);
        return await BindAsync(actor, model, query, moment, cancellationToken);
    }

    public ValueTask<GuardedQuery> BindAsync(Actor actor, ContentModel model, ContentQuery query, Moment moment, CancellationToken cancellationToken) =>
        new QueryRights(rights, actor, model, moment).ApplyAsync(Filters.Bind(model, query, actor, moment), query.Columns.Count == 0, cancellationToken);
}

using CrmPlatform.Content.Queries;

namespace CrmPlatform.Content.Reading;

/// <summary>Binds what an actor asks at a moment.</summary>
internal static class Filters
{
    public static BoundQuery Bind(ContentModel model, ContentQuery query, Actor actor, Moment moment) =>
        QueryBinder.Bind(model, query, ContextOf(actor, moment));

    public static BoundFilter Bind(ContentModel model, ContentType type, FilterNode filter, Actor actor, Moment moment) =>
        QueryBinder.Bind(model, type, filter, ContextOf(actor, moment));

    private static BindContext ContextOf(Actor actor, Moment moment) => new(moment.Now, moment.Zone, actor.Employee, moment.Country);
}

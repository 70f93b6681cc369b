using CrmPlatform.Content.Bulk;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Fields;
using CrmPlatform.Content.Queries;
using CrmPlatform.Tenants;

namespace CrmPlatform.Content.Handover;

/// <inheritdoc cref="IHandovers"/>
internal sealed class Handovers(ITenantStates states, IContentReader reader, HandoverShares shares, IBulkActs bulk) : IHandovers
{
    private const int LongestTitle = 200;

    public async Task<IReadOnlyList<(ContentType Type, long Open)>> OpenAsync(Actor actor, long from, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var model = (await states.GetAsync(cancellationToken)).Model;
        var open = new List<(ContentType, long)>();
        foreach (var type in HandoverShares.Owned(model))
        {
            var query = new ContentQuery { Type = type.Id, Where = HandoverShares.OpenOf(type, from), Aggregates = [new Aggregate("count")] };
            var counted = await reader.QueryAsync(actor, query, cancellationToken);
            open.Add((type, counted.Rows is [var row, ..] && row.Values[0] is { } count ? System.Convert.ToInt64(count, System.Globalization.CultureInfo.InvariantCulture) : 0));
        }

        return open;
    }

    public async Task<HandoverPlan> PlanAsync(Actor actor, HandoverRequest request, CancellationToken cancellationToken)
    {
        var (types, receivers, given) = await shares.ShareAsync(actor, request, cancellationToken);
        var counts = given.GroupBy(g => (g.Record.Type, g.Receiver)).ToDictionary(g => g.Key, g => g.LongCount());
        return new HandoverPlan(types, receivers, counts);
    }

    public async Task<(long Job, bool New)> StartAsync(Actor actor, HandoverRequest request, string token, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (types, receivers) = await shares.CheckAsync(actor, request, cancellationToken);
        var open = await OpenAsync(actor, request.From, cancellationToken);
        var order = new BulkOrder
        {
            Type = EmployeeField.TargetType,
            Verb = BulkVerb.Give,
            Handover = request,
            Title = TitleOf(await reader.FindAsync(actor, EmployeeField.TargetType, request.From, cancellationToken), receivers),
            Expected = open.Where(o => types.Exists(t => t.Id == o.Type.Id)).Sum(o => o.Open),
            Token = token,
        };
        return await bulk.StartAsync(actor, order, cancellationToken);
    }

    private static string TitleOf(ContentRecord? from, IEnumerable<ContentRecord> receivers)
    {
        var title = $"{NameOf(from)} → {string.Join(", ", receivers.Select(NameOf))}";
        return title.Length > LongestTitle ? title[..LongestTitle] : title;
    }

    private static string NameOf(ContentRecord? employee) => employee?["name"] as string ?? "?";
}

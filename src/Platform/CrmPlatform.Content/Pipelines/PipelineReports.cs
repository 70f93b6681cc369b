using System.Text.Json;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Model;
using CrmPlatform.Content.Queries;
using CrmPlatform.Content.Reading;
using CrmPlatform.Content.Writing;
using CrmPlatform.Data;
using CrmPlatform.Tenants;

namespace CrmPlatform.Content.Pipelines;

/// <summary>Boards by way of queries like any other; the funnel from stage moves, reckoned by the database.</summary>
internal sealed class PipelineReports(
    IContentReader reader, ITenantDatabase database, ITenantStates states, QueryBinding binding) : IPipelineReports
{
    private const int MaxGroups = ContentQuery.MaxLimit;

    public async Task<Board> BoardAsync(
        Actor actor, string type, string pipeline, FilterNode? where, int cardsPerColumn, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var (known, found) = await FindAsync(type, pipeline, cancellationToken);
        var money = known.OrderedFields.FirstOrDefault(f => f.Type == FieldTypes.Money);
        var scope = And(Equal("pipeline", found.Id), where);
        var heads = await HeadsAsync(actor, known, money, scope, cancellationToken);
        var columns = new List<BoardColumn>(found.Stages.Count);
        foreach (var stage in found.Stages)
        {
            var (count, sums) = heads.GetValueOrDefault(stage.Id, (0, []));
            if (stage.Hidden && count == 0)
            {
                continue;
            }

            var cards = count > 0 && stage.Kind == StageKind.Open && cardsPerColumn > 0
                ? await CardsAsync(actor, known, money, And(scope, Equal("stage", stage.Id)), cardsPerColumn, null, cancellationToken)
                : new QueryPage([], [], null);
            columns.Add(new BoardColumn(stage, count, sums, cards));
        }

        return new Board(found, columns);
    }

    public async Task<QueryPage> CardsAsync(
        Actor actor, string type, string pipeline, string stage, FilterNode? where, int limit, string? cursor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var (known, found) = await FindAsync(type, pipeline, cancellationToken);
        var column = found.Find(stage) ?? throw GateErrors.UnknownStage.With(
            ("pipeline", found.Label), ("stage", stage), ("known", string.Join(", ", found.Stages.Select(s => s.Id))));
        var money = known.OrderedFields.FirstOrDefault(f => f.Type == FieldTypes.Money);
        var scope = And(And(Equal("pipeline", found.Id), where), Equal("stage", column.Id));
        return await CardsAsync(actor, known, money, scope, limit, cursor, cancellationToken);
    }

    public async Task<Funnel> FunnelAsync(Actor actor, string type, string pipeline, DateOnly? from, DateOnly? until, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var (known, found) = await FindAsync(type, pipeline, cancellationToken);
        var query = new ContentQuery { Type = known.Id, Where = Equal("pipeline", found.Id), Columns = [SystemFields.Id] };
        var scope = (await binding.BindAsync(actor, query, cancellationToken)).Query;
        var zone = scope.Zone;
        // The furthest stage of a lost record is where it was before it was lost, so lost stages come first.
        var stages = found.Stages.OrderByDescending(s => s.Kind == StageKind.Lost).ThenBy(s => s.Kind == StageKind.Won).ThenBy(s => s.Order).ToList();
        await using var session = await database.ReadAsync(cancellationToken);
        var figures = await session.StageFiguresAsync(
            scope, found.Id, [.. stages.Select(s => s.Id)], Start(from, zone), Start(until?.AddDays(1), zone), cancellationToken);
        return FunnelMath.Make(found, stages, figures);
    }

    private async ValueTask<(ContentType Type, Pipeline Pipeline)> FindAsync(string type, string pipeline, CancellationToken cancellationToken)
    {
        var model = (await states.GetAsync(cancellationToken)).Model;
        var known = model.Get(type);
        return (known, model.FindPipeline(known.Id, pipeline) ?? throw GateErrors.UnknownPipeline.With(
            ("type", known.Label), ("pipeline", pipeline), ("known", string.Join(", ", model.PipelinesOf(known.Id).Select(p => p.Id)))));
    }

    /// <summary>Counts and sums by stage, in one query: by currency, with those without an amount beside them.</summary>
    private async ValueTask<Dictionary<string, (long Count, Dictionary<string, decimal> Sums)>> HeadsAsync(
        Actor actor, ContentType type, ContentField? money, FilterNode scope, CancellationToken cancellationToken)
    {
        var query = new ContentQuery
        {
            Type = type.Id,
            Where = scope,
            GroupBy = money is null ? ["stage"] : ["stage", $"{money.Id}.currency"],
            Aggregates = money is null ? [new Aggregate("count")] : [new Aggregate("count"), new Aggregate("sum", $"{money.Id}.value")],
            Limit = MaxGroups,
        };
        var heads = new Dictionary<string, (long Count, Dictionary<string, decimal> Sums)>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in (await reader.QueryAsync(actor, query, cancellationToken)).Rows)
        {
            if (row.Values[0] is not string stage)
            {
                continue;
            }

            var (count, sums) = heads.GetValueOrDefault(stage, (0, new Dictionary<string, decimal>(StringComparer.Ordinal)));
            if (row.Values is [_, string currency, _, decimal sum])
            {
                sums[currency] = sum;
            }

            heads[stage] = (count + (long)row.Values[money is null ? 1 : 2]!, sums);
        }

        return heads;
    }

    private Task<QueryPage> CardsAsync(
        Actor actor, ContentType type, ContentField? money, FilterNode scope, int limit, string? cursor, CancellationToken cancellationToken)
    {
        string?[] wanted = [type.NameField, money?.Id, StandardFields.Owner, "company", "contact", StandardFields.StageSince, StandardFields.NextStep, StandardFields.NextStepOn];
        var query = new ContentQuery
        {
            Type = type.Id,
            Where = scope,
            Columns = [.. wanted.Where(c => c is not null && type.Find(c) is not null).Select(c => c!)],
            Sort = ["-stageSince"],
            Limit = limit,
            Cursor = cursor,
        };
        return reader.QueryAsync(actor, query, cancellationToken);
    }

    private static FieldCondition Equal(string field, string value) =>
        new(field, FilterOperator.Equal, JsonSerializer.SerializeToElement(value));

    private static FilterNode And(FilterNode filter, FilterNode? other) => other is null ? filter : new AndFilter([filter, other]);

    private static DateTimeOffset? Start(DateOnly? day, TimeZoneInfo zone)
    {
        if (day is not { } known)
        {
            return null;
        }

        var local = known.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }
}

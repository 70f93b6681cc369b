using CrmPlatform.Content.Queries;

namespace CrmPlatform.Content.Pipelines;

/// <summary>What boards and funnels show.</summary>
public interface IPipelineReports
{
    /// <summary>Columns of a pipeline with count and sums per currency (of the type's first Money field), and the first cards of each, newest stage change first. Ends (won, lost) have counts and sums without cards.</summary>
    Task<Board> BoardAsync(Actor actor, string type, string pipeline, FilterNode? where, int cardsPerColumn, CancellationToken cancellationToken);

    /// <summary>The next cards of a column.</summary>
    Task<QueryPage> CardsAsync(Actor actor, string type, string pipeline, string stage, FilterNode? where, int limit, string? cursor, CancellationToken cancellationToken);

    /// <summary>How many ever reached each stage, conversion from the stage before, mean time in stage; and the ends.</summary>
    Task<Funnel> FunnelAsync(Actor actor, string type, string pipeline, DateOnly? from, DateOnly? until, CancellationToken cancellationToken);
}

public sealed record Board(Pipeline Pipeline, IReadOnlyList<BoardColumn> Columns);

/// <param name="Sums">Currency to sum; never added across currencies.</param>
public sealed record BoardColumn(Stage Stage, long Count, IReadOnlyDictionary<string, decimal> Sums, QueryPage Cards);

public sealed record Funnel(Pipeline Pipeline, IReadOnlyList<FunnelStage> Stages, long Won, long Lost, long Open);

/// <param name="Reached">Records that were in the stage or a later one.</param>
/// <param name="Conversion">Share of those that reached the stage before, 0 to 1; null for the first.</param>
/// <param name="MeanTime">Mean length of completed stays; null when there is none.</param>
public sealed record FunnelStage(Stage Stage, long Reached, long Current, double? Conversion, TimeSpan? MeanTime);

using System.Globalization;
using System.Text;
using CrmPlatform.Content;
using CrmPlatform.Content.Queries;
using CrmPlatform.Data.Dialects;
using CrmPlatform.Data.Records;

namespace CrmPlatform.Data.Queries;

/// <summary>
/// Figures per stage, from the moves of the live records of a scope whose first move in the pipeline lies in a period. A stay ends
/// with the record's next move, also one to another pipeline. An import that does not say when its records entered a stage knows
/// neither when that stay began nor when the one before ended: those stays have no length.
/// </summary>
internal sealed class StageFiguresStatement
{
    private const string Won = "won";

    private readonly QueryText _text;
    private readonly string _moves;

    public StageFiguresStatement(
        BoundQuery query, Dialect dialect, NameMap names, string pipeline, IReadOnlyList<string> stages, DateTimeOffset? from, DateTimeOffset? until)
    {
        _text = new QueryText(dialect, names);
        _moves = Moves(query, pipeline, from, until);
        Stays = WriteStays(dialect);
        Furthest = WriteFurthest(stages);
    }

    /// <summary>Stage, records in it now, seconds of completed stays, their number.</summary>
    public SqlText Stays { get; }

    /// <summary>Number of the stage (from 1), records that came so far and no further, those of them that were won.</summary>
    public SqlText Furthest { get; }

    private string Moves(BoundQuery query, string pipeline, DateTimeOffset? from, DateTimeOffset? until)
    {
        var scope = new QueryScope(_text, query.Type);
        var conditions = new FilterSql(_text, query).Conditions(scope);
        conditions.Add($"{scope.Alias}.deleted_at is {(query.Bin ? "not " : "")}null");
        var outcome = query.Type.Find("outcome") is { } field ? $"{scope.Alias}.{scope.Table[field].Names[0]}" : "null";
        var period = new StringBuilder();
        Bound(period, ">=", from);
        Bound(period, "<", until);
        var type = _text.Name(query.Type.Id, StorageKind.Text);
        var name = _text.Name(pipeline, StorageKind.Text);

        // A window rather than a join of the moves with themselves: without statistics PostgreSQL joins each row with each.
        return $"""
            with chosen as (select {scope.Id} as id, {outcome} as outcome from {scope.From} where {string.Join(" and ", conditions)}),
            all_moves as (
              select m.record, m.pipeline, m.to_stage, m.at, m.act, c.outcome,
                lead(m.at) over (partition by m.record order by m.at, m.id) as left_at,
                lead(m.act) over (partition by m.record order by m.at, m.id) as left_by
              from sys_stage_moves m join chosen c on c.id = m.record where m.type = {type}),
            moves as (
              select * from (select a.*, min(a.at) over (partition by a.record) as entered_at from all_moves a where a.pipeline = {name}) e
              where entered_at is not null{period})
            """;
    }

    private void Bound(StringBuilder text, string comparison, DateTimeOffset? bound)
    {
        if (bound is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $" and entered_at {comparison} {_text.Name(bound, StorageKind.Instant)}");
        }
    }

    private SqlText WriteStays(Dialect dialect) =>
        _text.Sql.With(
            $"""
            {_text.Mark}{_moves}
            select to_stage, count(*) - count(left_at), sum(case when known = 1 then {dialect.Seconds("at", "left_at")} end), sum(known)
            from (select m.*, case when left_at is null or {Undated("act", "at")} or {Undated("left_by", "left_at")} then 0 else 1 end as known from moves m) k
            group by to_stage
            """);

    /// <summary>True for a move that an import made at the instant of its own work: the file did not say when it happened.</summary>
    private static string Undated(string act, string at) =>
        $"exists (select 1 from sys_acts t where t.id = m.{act} and t.kind = 'import' and t.at <= m.{at})";

    private SqlText WriteFurthest(IReadOnlyList<string> stages)
    {
        var number = new StringBuilder("case to_stage");
        for (var i = 0; i < stages.Count; i++)
        {
            number.Append(CultureInfo.InvariantCulture, $" when {_text.Name(stages[i], StorageKind.Text)} then {i + 1}");
        }

        var reached = stages.Count == 0 ? "0" : number.Append(" else 0 end").ToString();
        return _text.Sql.With(
            $"""
            {_text.Mark}{_moves}
            select furthest, count(*), sum(case when outcome = '{Won}' then 1 else 0 end)
            from (select record, max(outcome) as outcome, max({reached}) as furthest from moves group by record) r where furthest > 0 group by furthest
            """);
    }
}

using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Data.Connections;
using CrmPlatform.Data.Dialects;

namespace CrmPlatform.Data.Fixed;

/// <summary>History and stage moves.</summary>
internal sealed partial class FixedTables
{
    private const string HistoryColumns = "id, act, type, record, kind, version, at, actor, changes";

    private static readonly ColumnSpec[] _historySpecs =
    [
        new("act", StorageKind.Integer), new("type", StorageKind.Text), new("record", StorageKind.Integer), new("kind", StorageKind.Integer),
        new("version", StorageKind.Integer), new("at", StorageKind.Instant), new("actor", StorageKind.Integer), new("changes", StorageKind.Text),
    ];

    private static readonly ColumnSpec[] _moveSpecs =
    [
        new("type", StorageKind.Text), new("record", StorageKind.Integer), new("pipeline", StorageKind.Text), new("from_stage", StorageKind.Text),
        new("to_stage", StorageKind.Text), new("at", StorageKind.Instant), new("actor", StorageKind.Integer), new("act", StorageKind.Integer),
    ];

    public ValueTask AddHistoryAsync(IReadOnlyList<HistoryRow> rows, CancellationToken cancellationToken) =>
        link.InsertManyAsync(
            "sys_history",
            _historySpecs,
            [.. rows.Select(h => new object?[] { h.Act, h.Type, h.Record, (long)h.Kind, h.Version, h.At, h.Actor, h.Changes })],
            cancellationToken);

    public async ValueTask<IReadOnlyList<HistoryRow>> HistoryOfAsync(string type, long record, int limit, CancellationToken cancellationToken) =>
        await link.ListAsync(
            $"select {HistoryColumns} from sys_history where type = $1 and record = $2 order by id desc limit $3",
            [Arg.Text(type), Arg.Integer(record), Arg.Integer(limit)],
            ReadHistory,
            cancellationToken);

    public async ValueTask<IReadOnlyList<HistoryRow>> HistoryOfActAsync(long act, long after, int limit, CancellationToken cancellationToken) =>
        await link.ListAsync(
            $"select {HistoryColumns} from sys_history where act = $1 and id > $2 order by id limit $3",
            [Arg.Integer(act), Arg.Integer(after), Arg.Integer(limit)],
            ReadHistory,
            cancellationToken);

    public async ValueTask EraseHistoryAsync(string type, IReadOnlyCollection<long> records, CancellationToken cancellationToken)
    {
        if (records.Count > 0)
        {
            var sql = new SqlText().Add("update sys_history set changes = null where type = ").AddArg(Arg.Text(type)).Add(" and ");
            AddIn(sql, "record", records);
            await link.ExecuteAsync(sql, cancellationToken);
        }
    }

    public ValueTask AddStageMovesAsync(IReadOnlyList<StageMoveRow> rows, CancellationToken cancellationToken) =>
        link.InsertManyAsync(
            "sys_stage_moves",
            _moveSpecs,
            [.. rows.Select(m => new object?[] { m.Type, m.Record, m.Pipeline, m.FromStage, m.ToStage, m.At, m.Actor, m.Act })],
            cancellationToken);

    public async ValueTask RemoveStageMovesAsync(string type, IReadOnlyCollection<long> records, long? act, CancellationToken cancellationToken)
    {
        if (records.Count == 0)
        {
            return;
        }

        var sql = new SqlText().Add("delete from sys_stage_moves where type = ").AddArg(Arg.Text(type)).Add(" and ");
        AddIn(sql, "record", records);
        if (act is not null)
        {
            sql.Add(" and act = ").AddArg(Arg.Integer(act));
        }

        await link.ExecuteAsync(sql, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<StageMoveRow>> StageMovesOfAsync(string type, long record, CancellationToken cancellationToken) =>
        await link.ListAsync(
            "select type, record, pipeline, from_stage, to_stage, at, actor, act from sys_stage_moves where type = $1 and record = $2 order by at, id",
            [Arg.Text(type), Arg.Integer(record)],
            row => new StageMoveRow(
                row.Text(0), row.Integer(1), row.Text(2), row.TextOrNull(3), row.Text(4), row.Instant(5), row.Integer(6), row.Integer(7)),
            cancellationToken);

    private static HistoryRow ReadHistory(Row row) =>
        new(
            row.Integer(0),
            row.Integer(1),
            row.Text(2),
            row.Integer(3),
            (ChangeOutcome)row.Integer(4),
            row.Integer(5),
            row.Instant(6),
            row.Integer(7),
            row.TextOrNull(8));
}

using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Data.Connections;
using CrmPlatform.Data.Dialects;

namespace CrmPlatform.Data.Fixed;

/// <summary>The fixed tables over one connection: actors and acts here, the rest in the other parts.</summary>
internal sealed partial class FixedTables(Link link) : IFixedTables
{
    private const string ActColumns = "id, kind, title, actor, at, state, created, updated, deleted, undone_by";

    public async ValueTask<long> ActorIdAsync(string actor, string name, CancellationToken cancellationToken)
    {
        var (id, known) = await link.FirstAsync(
            "select id, name from sys_actors where actor = $1", [Arg.Text(actor)], row => (row.Integer(0), row.Text(1)), cancellationToken);
        return known == name
            ? id
            : await link.FirstAsync(
                "insert into sys_actors (actor, name) values ($1, $2) on conflict (actor) do update set name = excluded.name returning id",
                [Arg.Text(actor), Arg.Text(name)],
                row => row.Integer(0),
                cancellationToken);
    }

    public async ValueTask<IReadOnlyDictionary<long, (string Id, string Name)>> ActorsAsync(IReadOnlyCollection<long> numbers, CancellationToken cancellationToken)
    {
        if (numbers.Count == 0)
        {
            return new Dictionary<long, (string, string)>();
        }

        var sql = new SqlText().Add("select id, actor, name from sys_actors where ");
        AddIn(sql, "id", numbers);
        var actors = await link.ListAsync(sql, row => (Number: row.Integer(0), Actor: row.Text(1), Name: row.Text(2)), cancellationToken);
        return actors.ToDictionary(a => a.Number, a => (a.Actor, a.Name));
    }

    public ValueTask<long> InsertActAsync(ActRow act, CancellationToken cancellationToken) =>
        link.FirstAsync(
            "insert into sys_acts (kind, title, actor, at, state, created, updated, deleted, undone_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id",
            [
                Arg.Text(act.Kind), Arg.Text(act.Title), Arg.Integer(act.Actor), Arg.Instant(act.At), Arg.Integer((long)act.State),
                Arg.Integer(act.Counts.Created), Arg.Integer(act.Counts.Updated), Arg.Integer(act.Counts.Deleted), Arg.Integer(act.UndoneBy),
            ],
            row => row.Integer(0),
            cancellationToken);

    public async ValueTask UpdateActAsync(long act, ActState state, ActCounts added, CancellationToken cancellationToken) =>
        await link.ExecuteAsync(
            "update sys_acts set state = $1, created = created + $2, updated = updated + $3, deleted = deleted + $4 where id = $5",
            [Arg.Integer((long)state), Arg.Integer(added.Created), Arg.Integer(added.Updated), Arg.Integer(added.Deleted), Arg.Integer(act)],
            cancellationToken);

    public async ValueTask SetUndoneAsync(long act, long by, CancellationToken cancellationToken) =>
        await link.ExecuteAsync("update sys_acts set undone_by = $1 where id = $2", [Arg.Integer(by), Arg.Integer(act)], cancellationToken);

    public ValueTask<ActRow?> FindActAsync(long act, CancellationToken cancellationToken) =>
        link.FirstAsync($"select {ActColumns} from sys_acts where id = $1", [Arg.Integer(act)], ReadAct, cancellationToken)!;

    public async ValueTask<IReadOnlyDictionary<long, ActRow>> FindActsAsync(IReadOnlyCollection<long> acts, CancellationToken cancellationToken)
    {
        var sql = new SqlText().Add($"select {ActColumns} from sys_acts where ");
        AddIn(sql, "id", acts);
        return (await link.ListAsync(sql, ReadAct, cancellationToken)).ToDictionary(a => a.Id);
    }

    public async ValueTask<IReadOnlyList<ActRow>> ListActsAsync(int limit, long? before, CancellationToken cancellationToken) =>
        await link.ListAsync(
            $"select {ActColumns} from sys_acts where id < $1 and kind <> 'notice' order by id desc limit $2",
            [Arg.Integer(before ?? long.MaxValue), Arg.Integer(limit)],
            ReadAct,
            cancellationToken);

    public async ValueTask AddCreatedRangeAsync(long act, string type, long firstId, long lastId, CancellationToken cancellationToken) =>
        await link.ExecuteAsync(
            "insert into sys_created_ranges (act, type, first_id, last_id) values ($1, $2, $3, $4)",
            [Arg.Integer(act), Arg.Text(type), Arg.Integer(firstId), Arg.Integer(lastId)],
            cancellationToken);

    public async ValueTask<IReadOnlyDictionary<long, RecordRef>> FirstRecordsAsync(IReadOnlyCollection<long> acts, CancellationToken cancellationToken)
    {
        var first = new Dictionary<long, RecordRef>();
        foreach (var (table, record, order) in new[] { ("sys_created_ranges", "first_id", "first_id"), ("sys_history", "record", "id") })
        {
            var missing = acts.Where(a => !first.ContainsKey(a)).ToList();
            if (missing.Count > 0)
            {
                var sql = new SqlText().Add($"select act, type, {record} from {table} where ");
                AddIn(sql, "act", missing);
                sql.Add($" order by act, {order}");
                foreach (var (act, named) in await link.ListAsync(sql, row => (row.Integer(0), new RecordRef(row.Text(1), row.Integer(2))), cancellationToken))
                {
                    first.TryAdd(act, named);
                }
            }
        }

        return first;
    }

    public async ValueTask<IReadOnlyList<(string Type, long FirstId, long LastId)>> CreatedRangesAsync(long act, CancellationToken cancellationToken) =>
        await link.ListAsync(
            "select type, first_id, last_id from sys_created_ranges where act = $1 order by first_id",
            [Arg.Integer(act)],
            row => (row.Text(0), row.Integer(1), row.Integer(2)),
            cancellationToken);

    public async ValueTask<IReadOnlyList<DuplicateFinding>> DuplicateFindingsAsync(string? type, int limit, CancellationToken cancellationToken)
    {
        var unmade = await link.ListAsync(
            "select type, key_id, table_name, column_name from sys_unmade_keys order by type, key_id",
            [],
            row => (Type: row.Text(0), Key: row.Text(1), Table: row.Text(2), Column: row.Text(3)),
            cancellationToken);
        var findings = new List<DuplicateFinding>();
        foreach (var key in unmade.Where(u => type is null || u.Type.Equals(type, StringComparison.OrdinalIgnoreCase)))
        {
            await AddFindingsAsync(findings, key.Type, key.Key, Dialect.Quote(key.Table), Dialect.Quote(key.Column), limit - findings.Count, cancellationToken);
        }

        return findings;
    }

    private async ValueTask AddFindingsAsync(
        List<DuplicateFinding> findings, string type, string key, string table, string column, int limit, CancellationToken cancellationToken)
    {
        var values = await link.ListAsync(
            $"select {column} from {table} where deleted_at is null and {column} is not null group by {column} having count(*) > 1 order by 1 limit $1",
            [Arg.Integer(limit)],
            row => row.Text(0),
            cancellationToken);
        if (values.Count == 0)
        {
            return;
        }

        var sql = new SqlText().Add("select ").Add(column).Add(", id from ").Add(table).Add(" where deleted_at is null and ");
        sql.Add(link.Dialect.In(sql, column, values, Content.StorageKind.Text, 0)).Add(" order by 1, 2");
        var records = await link.ListAsync(sql, row => (Value: row.Text(0), Id: row.Integer(1)), cancellationToken);
        findings.AddRange(records.GroupBy(r => r.Value, StringComparer.Ordinal).Select(g => new DuplicateFinding(type, key, g.Key, [.. g.Select(r => r.Id)])));
    }

    private void AddIn(SqlText sql, string column, IReadOnlyCollection<long> values) =>
        sql.Add(link.Dialect.In(sql, column, [.. values.Select(v => (object)v)], Content.StorageKind.Integer, 0));

    private static ActRow ReadAct(Row row) =>
        new(
            row.Integer(0),
            row.Text(1),
            row.TextOrNull(2),
            row.Integer(3),
            row.Instant(4),
            (ActState)row.Integer(5),
            new ActCounts(row.Integer(6), row.Integer(7), row.Integer(8)),
            row.IntegerOrNull(9));
}

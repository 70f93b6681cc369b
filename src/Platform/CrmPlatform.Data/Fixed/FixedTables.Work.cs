using System.Globalization;
using CrmPlatform.Content;
using CrmPlatform.Data.Connections;
using CrmPlatform.Data.Dialects;
using CrmPlatform.Data.Outbox;
using CrmPlatform.Tenants;

namespace CrmPlatform.Data.Fixed;

/// <summary>Events, exchange rates and jobs.</summary>
internal sealed partial class FixedTables
{
    private const string JobColumns = "id, kind, state, finished, created_at, updated_at";

    public async ValueTask AddEventAsync(string kind, string payload, int depth, DateTimeOffset at, CancellationToken cancellationToken) =>
        await link.ExecuteAsync(
            "insert into sys_outbox (kind, payload, subjects, depth, attempt, due, created_at) values ($1, $2, $3, $4, 0, $5, $5)",
            [Arg.Text(kind), Arg.Text(payload), Arg.Text(Subjects.Of(payload)?.ToString()), Arg.Integer(depth), Arg.Instant(at)],
            cancellationToken);

    public async ValueTask SetScheduleAsync(string key, string kind, string payload, DateTimeOffset due, CancellationToken cancellationToken) =>
        await link.ExecuteAsync(
            """
            insert into sys_schedules (key, kind, payload, due) values ($1, $2, $3, $4)
            on conflict (key) do update set kind = excluded.kind, payload = excluded.payload, due = excluded.due
            """,
            [Arg.Text(key), Arg.Text(kind), Arg.Text(payload), Arg.Instant(due)],
            cancellationToken);

    public async ValueTask RemoveScheduleAsync(string key, CancellationToken cancellationToken) =>
        await link.ExecuteAsync("delete from sys_schedules where key = $1", [Arg.Text(key)], cancellationToken);

    public async ValueTask<decimal?> RateAsync(string currency, DateOnly day, CancellationToken cancellationToken)
    {
        var rate = await link.FirstAsync(
            "select rate from sys_rates where currency = $1 and from_day <= $2 order by from_day desc limit 1",
            [Arg.Text(currency), Arg.Day(day)],
            row => row.Text(0),
            cancellationToken);
        return rate is null ? null : RateOf(rate);
    }

    public async ValueTask<IReadOnlyList<ExchangeRate>> RatesAsync(int limit, CancellationToken cancellationToken) =>
        await link.ListAsync(
            "select currency, from_day, rate from sys_rates order by currency, from_day desc limit $1",
            [Arg.Integer(limit)],
            row => new ExchangeRate(row.Text(0), (DateOnly)row[1, StorageKind.Date]!, RateOf(row.Text(2))),
            cancellationToken);

    private static decimal RateOf(string stored) => decimal.Parse(stored, NumberStyles.Number, CultureInfo.InvariantCulture);

    public async ValueTask SetRateAsync(string currency, DateOnly from, decimal rate, CancellationToken cancellationToken) =>
        await link.ExecuteAsync(
            "insert into sys_rates (currency, from_day, rate) values ($1, $2, $3) on conflict (currency, from_day) do update set rate = excluded.rate",
            [Arg.Text(currency), Arg.Day(from), Arg.Text(rate.ToString(CultureInfo.InvariantCulture))],
            cancellationToken);

    public async ValueTask<decimal?> RemoveRateAsync(string currency, DateOnly from, CancellationToken cancellationToken)
    {
        var rate = await link.FirstAsync(
            "delete from sys_rates where currency = $1 and from_day = $2 returning rate",
            [Arg.Text(currency), Arg.Day(from)],
            row => row.Text(0),
            cancellationToken);
        return rate is null ? null : RateOf(rate);
    }

    public async ValueTask LockJobsAsync(string kind, CancellationToken cancellationToken)
    {
        // SQLite has one writer at a time anyway.
        if (link.Dialect.Kind == DatabaseKind.Postgres)
        {
            await link.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended(current_schema() || $1, 9))", [Arg.Text("/" + kind)], cancellationToken);
        }
    }

    public ValueTask<long> InsertJobAsync(string kind, string state, DateTimeOffset at, CancellationToken cancellationToken) =>
        link.FirstAsync(
            "insert into sys_jobs (kind, state, finished, created_at, updated_at) values ($1, $2, $3, $4, $4) returning id",
            [Arg.Text(kind), Arg.Text(state), Arg.Flag(false), Arg.Instant(at)],
            row => row.Integer(0),
            cancellationToken);

    public async ValueTask UpdateJobAsync(long job, string state, bool finished, DateTimeOffset at, CancellationToken cancellationToken) =>
        await link.ExecuteAsync(
            "update sys_jobs set state = $1, finished = $2, updated_at = $3 where id = $4",
            [Arg.Text(state), Arg.Flag(finished), Arg.Instant(at), Arg.Integer(job)],
            cancellationToken);

    public ValueTask<JobRow?> FindJobAsync(long job, CancellationToken cancellationToken) =>
        link.FirstAsync($"select {JobColumns} from sys_jobs where id = $1", [Arg.Integer(job)], ReadJob, cancellationToken)!;

    public async ValueTask<IReadOnlyList<JobRow>> UnfinishedJobsAsync(string kind, CancellationToken cancellationToken) =>
        await link.ListAsync(
            $"select {JobColumns} from sys_jobs where kind = $1 and finished = $2 order by id", [Arg.Text(kind), Arg.Flag(false)], ReadJob, cancellationToken);

    public async ValueTask<IReadOnlyList<JobRow>> ListJobsAsync(string kind, int limit, CancellationToken cancellationToken) =>
        await link.ListAsync(
            $"select {JobColumns} from sys_jobs where kind = $1 order by id desc limit $2", [Arg.Text(kind), Arg.Integer(limit)], ReadJob, cancellationToken);

    private static JobRow ReadJob(Row row) =>
        new(row.Integer(0), row.Text(1), row.Text(2), row.Flag(3), row.Instant(4), row.Instant(5));
}

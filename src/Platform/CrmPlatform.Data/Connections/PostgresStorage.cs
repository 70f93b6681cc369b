using System.Globalization;
using CrmPlatform.Data.Dialects;
using CrmPlatform.Tenants;
using Npgsql;

namespace CrmPlatform.Data.Connections;

/// <summary>A tenant in a schema of a PostgreSQL database.</summary>
internal sealed class PostgresStorage(Tenant tenant, string connectionString, string schema, PostgresSources sources) : TenantStorage(tenant)
{
    private const int Block = 1000;

    private readonly WriteGate _reserving = new();
    private long _nextId;
    private long _lastId = -1;

    public string Schema { get; } = schema;

    public string ConnectionString { get; } = connectionString;

    public NpgsqlDataSource Source { get; } = sources.Get(connectionString);

    public override Dialect Dialect => PostgresDialect.Instance;

    /// <summary>Blocks come out of a row, on a connection of their own: a writer's rollback must not give them back.</summary>
    public override async ValueTask<long> ReserveIdsAsync(int count, CancellationToken cancellationToken)
    {
        await _reserving.EnterAsync(WritePriority.Interactive, cancellationToken);
        try
        {
            if (_nextId + count - 1 > _lastId)
            {
                await TakeBlockAsync(Math.Max(Block, count), cancellationToken);
            }

            var first = _nextId;
            _nextId += count;
            return first;
        }
        finally
        {
            _reserving.Leave();
        }
    }

    public override async ValueTask LockAsync(Link link, CancellationToken cancellationToken) =>
        await link.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended(current_schema(), 7))", cancellationToken);

    /// <summary>Two statements, since one would read the stamp before it had the lock; in one round trip.</summary>
    public override async ValueTask<(string? Stamp, string? Names)> ReadStampLockedAsync(Link link, CancellationToken cancellationToken)
    {
        (string? Stamp, string? Names) found = default;
        await link.EachRowAsync(
            [new SqlText().Add("select pg_advisory_xact_lock_shared(hashtextextended(current_schema(), 7))"), new SqlText().Add(Stamp)],
            (index, reader) =>
            {
                if (index == 1)
                {
                    found = (reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1));
                }
            },
            cancellationToken);
        return found;
    }

    /// <summary>Turns a connection that someone else opened to the tenant's schema.</summary>
    public ValueTask TurnAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        sources.TurnAsync(Source, connection, Schema, cancellationToken);

    protected override async ValueTask PrepareAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenConnectionAsync(cancellationToken);
        await PostgresSetup.RunAsync(connection, Schema, cancellationToken);
    }

    protected override async ValueTask<Link> RentAsync(CancellationToken cancellationToken) =>
        new PostgresLink(await OpenConnectionAsync(cancellationToken), OpenConnectionAsync);

    protected override async ValueTask<WriteScope> BeginCoreAsync(WritePriority priority, CancellationToken cancellationToken)
    {
        var connection = await OpenConnectionAsync(cancellationToken);
        try
        {
            var link = new PostgresLink(connection) { Transaction = await connection.BeginTransactionAsync(cancellationToken) };
            return new WriteScope(link, () => ValueTask.CompletedTask, _ => link.DisposeAsync());
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>The version stands in the schema's comment.</summary>
    protected override async ValueTask<int> FixedVersionAsync(Link link, CancellationToken cancellationToken)
    {
        var comment = await link.FirstAsync(
            "select obj_description(to_regnamespace(quote_ident($1))::oid, 'pg_namespace')", [Arg.Text(Schema)], row => row.TextOrNull(0), cancellationToken);
        return comment is ['c', 'r', 'm', ' ', ..] && int.TryParse(comment.AsSpan(4), CultureInfo.InvariantCulture, out var version) ? version : 0;
    }

    protected override async ValueTask SetFixedVersionAsync(Link link, int version, CancellationToken cancellationToken) =>
        await link.RunScriptAsync(string.Create(CultureInfo.InvariantCulture, $"comment on schema {Dialect.Quote(Schema)} is 'crm {version}'"), cancellationToken);

    private ValueTask<NpgsqlConnection> OpenConnectionAsync(CancellationToken cancellationToken) => sources.OpenAsync(Source, Schema, cancellationToken);

    private async ValueTask TakeBlockAsync(int size, CancellationToken cancellationToken)
    {
        await using var link = await OpenAsync(cancellationToken);
        var next = await link.FirstAsync(
            "insert into sys_sequence as s (id, next) values (1, 1 + $1) on conflict (id) do update set next = s.next + $1 returning next",
            [Arg.Integer(size)],
            row => row.Integer(0),
            cancellationToken);
        _nextId = next - size;
        _lastId = next - 1;
    }
}

using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace CrmPlatform.Bench;

/// <summary>The yardstick: the same work by hand-written SQL, without any platform.</summary>
internal abstract class BareDatabase(string name, string contactTable, string prefix)
{
    private const string InsertColumns = "key, name, firstname, lastname, middlename, company, jobtitle, role, birthday, source, description, phone, mobile, email, channel, nocalls, nomail, consenton, owner, tags, nextstep, nextstepon, address, lasttouch";

    public string Name { get; } = name;

    /// <summary>What <see cref="Of"/> makes it of in another process.</summary>
    public abstract string[] Arguments { get; }

    public static BareDatabase Of(string[] arguments) =>
        arguments[0] == "sqlite" ? new BareSqlite(arguments[1], arguments[2]) : new BarePostgres(arguments[1]);

    /// <summary>A connection to the database that the product filled.</summary>
    public abstract DbConnection OpenProduct();

    /// <summary>A connection to an empty database of our own.</summary>
    protected abstract DbConnection OpenScratch();

    protected abstract string IdColumn { get; }

    protected virtual void BeforeInsert(DbConnection connection)
    {
    }

    /// <summary>Seconds to insert the rows with one prepared statement in transactions of 10,000, without indexes; and those of them on a core.</summary>
    public (double Seconds, double Cpu) InsertAll(int rows)
    {
        using var connection = OpenScratch();
        BeforeInsert(connection);
        Execute(connection, "drop table if exists bare");
        Execute(connection, $"create table bare ({IdColumn}, {string.Join(", ", InsertColumns.Split(", ").Select(c => c + " text"))})");
        var values = string.Join(", ", Enumerable.Range(0, ContactFile.Columns.Length).Select(i => "@p" + i.ToString(CultureInfo.InvariantCulture)));
        using var insert = connection.CreateCommand();
        insert.CommandText = $"insert into bare ({InsertColumns}) values ({values})";
        for (var i = 0; i < ContactFile.Columns.Length; i++)
        {
            var parameter = insert.CreateParameter();
            parameter.ParameterName = "@p" + i.ToString(CultureInfo.InvariantCulture);
            parameter.Value = "";
            insert.Parameters.Add(parameter);
        }

        var elapsed = 0L;
        var cpu = TimeSpan.Zero;
        for (var from = 1; from <= rows; from += 10_000)
        {
            // Rows are made outside the clock: the yardstick is the insert alone.
            var batch = Enumerable.Range(from, Math.Min(10_000, rows - from + 1)).Select(ContactFile.Row).ToList();
            var (start, spent) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            InsertBatch(connection, insert, batch);
            elapsed += Stopwatch.GetTimestamp() - start;
            cpu += Environment.CpuUsage.TotalTime - spent;
        }

        return ((double)elapsed / Stopwatch.Frequency, cpu.TotalSeconds);
    }

    private static void InsertBatch(DbConnection connection, DbCommand insert, List<string[]> batch)
    {
        using var transaction = connection.BeginTransaction();
        insert.Transaction = transaction;
        insert.Prepare();
        foreach (var row in batch)
        {
            for (var i = 0; i < row.Length; i++)
            {
                insert.Parameters[i].Value = row[i];
            }

            insert.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    /// <summary>A page of 50 by declared filter and sort, with the names of its links.</summary>
    public int List(DbConnection connection, long owner, Action<DbDataReader>? show = null) => Read(
        connection,
        $"""
        select c.id, c.version, c.name, c.company, co.name, c.jobtitle, c.phone, c.email, c.owner, o.name, c.nextstepon
        from {contactTable} c left join {prefix}company co on co.id = c.company left join {prefix}employee o on o.id = c.owner
        where c.owner = @p and c.deleted_at is null order by c.name__fold, c.id limit 51
        """,
        owner,
        show);

    public int Get(DbConnection connection, long id, Action<DbDataReader>? show = null) =>
        Read(connection, $"select * from {contactTable} where id = @p", id, show);

    public void Update(DbConnection connection, long id, string value)
    {
        using var transaction = connection.BeginTransaction();
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"update {contactTable} set jobtitle = @v where id = @p";
        Add(command, "@p", id);
        Add(command, "@v", value);
        command.ExecuteNonQuery();
        transaction.Commit();
    }

    public IReadOnlyList<long> SomeIds(DbConnection connection, string table, int count)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"select id from {prefix}{table} order by id limit {count.ToString(CultureInfo.InvariantCulture)}";
        using var reader = command.ExecuteReader();
        var ids = new List<long>();
        while (reader.Read())
        {
            ids.Add(reader.GetInt64(0));
        }

        return ids;
    }

    protected static void Execute(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static int Read(DbConnection connection, string sql, long value, Action<DbDataReader>? show)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Add(command, "@p", value);
        using var reader = command.ExecuteReader();
        var rows = 0;
        var cells = new object[reader.FieldCount];
        while (reader.Read())
        {
            if (show is null)
            {
                reader.GetValues(cells);
            }
            else
            {
                show(reader);
            }

            rows++;
        }

        return rows;
    }

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }
}

internal sealed class BareSqlite(string data, string scratch) : BareDatabase("sqlite", "c_contact", "c_")
{
    public override string[] Arguments => ["sqlite", data, scratch];

    protected override string IdColumn => "id integer primary key";

    public override DbConnection OpenProduct() => Open(Path.Combine(data, "tenants", "default", "crm.db"));

    protected override DbConnection OpenScratch() => Open(Path.Combine(scratch, "bare.db"));

    protected override void BeforeInsert(DbConnection connection) => Execute(connection, "pragma journal_mode = wal");

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path }.ToString());
        connection.Open();
        Execute(connection, "pragma synchronous = normal; pragma mmap_size = 1073741824; pragma busy_timeout = 5000");
        return connection;
    }
}

internal sealed class BarePostgres(string connectionString) : BareDatabase("postgres", "crm_default.c_contact", "crm_default.c_")
{
    public override string[] Arguments => ["postgres", connectionString];

    protected override string IdColumn => "id bigint generated always as identity primary key";

    public override DbConnection OpenProduct() => Open();

    protected override DbConnection OpenScratch() => Open();

    private NpgsqlConnection Open()
    {
        // Statements are prepared after their second use, as the product's are.
        var connection = new NpgsqlConnection(connectionString + ";Max Auto Prepare=50;Auto Prepare Min Usages=2");
        connection.Open();
        return connection;
    }
}

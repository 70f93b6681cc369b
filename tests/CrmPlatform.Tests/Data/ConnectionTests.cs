using System.Globalization;
using CrmPlatform.Content;
using CrmPlatform.Data;
using CrmPlatform.Data.Connections;
using CrmPlatform.Data.Identity;
using CrmPlatform.Errors;
using CrmPlatform.Hosting;
using CrmPlatform.Tenants;
using CrmPlatform.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static CrmPlatform.Tests.Support.TestModels;

namespace CrmPlatform.Tests.Data;

/// <summary>Writers, readers and processes beside each other.</summary>
public abstract class ConnectionTests(DatabaseKind kind) : StorageTests(kind)
{
    private protected static ContentType Deal { get; } = Type("Deal", Text("name", searchable: true));

    /// <summary>A reader that was held up between reading the map and saying so must not bring the older one back.</summary>
    [Fact]
    public void The_map_of_names_only_grows_in_whatever_order_readers_come()
    {
        var storage = Services.GetRequiredService<TenantStorages>().Get(Tenant with { Name = "names", Schema = Tenant.Schema + "_n" });
        var more = storage.Names("""{"c_a|x|text":"x_2","c_b|y|text":"y_2"}""");

        var late = storage.Names("""{"c_a|x|text":"x_2"}""");

        Assert.Same(more, late);
        Assert.Equal("y_2", storage.LastNames!.Find("c_b", "y", "text"));
    }

    [Fact]
    public async Task Readers_go_on_while_someone_writes_and_see_what_was_committed_before()
    {
        await UseAsync(Model(Deal));
        await InsertAsync(Deal, Record(Deal, 1, ("name", "A")));
        await using var writer = await Database.WriteAsync(WritePriority.Interactive, Token);
        Assert.True(await writer.UpdateAsync(Deal, Record(Deal, 1, 2, ("name", "B")), ["name"], 1, Token));

        Assert.Equal("A", (await FindAsync(Deal, 1))!["name"]);
        Assert.Equal("B", (await writer.FindAsync(Deal, 1, Token))!["name"]);
    }

    [Fact]
    public async Task Many_writers_and_readers_at_once_lose_nothing()
    {
        await UseAsync(Model(Deal));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async worker =>
        {
            for (var i = 0; i < 20; i++)
            {
                var id = await Database.ReserveIdsAsync(1, Token);
                await InsertAsync(Deal, Record(Deal, id, ("name", worker.ToString(CultureInfo.InvariantCulture))));
                Assert.NotNull(await FindAsync(Deal, id));
            }
        }));

        await using var session = await Database.ReadAsync(Token);
        Assert.Equal(160, (await session.FindManyAsync(Deal, [.. Enumerable.Range(1, 5000).Select(i => (long)i)], Token)).Count
            + (await session.FindManyAsync(Deal, [.. Enumerable.Range(5001, 5000).Select(i => (long)i)], Token)).Count);
    }

    [Fact]
    public async Task The_stamp_of_a_session_is_the_saved_one_and_changes_with_the_next_save()
    {
        var first = await UseAsync(Model(Deal));
        await using (var session = await Database.ReadAsync(Token))
        {
            Assert.Equal(first, await session.StampAsync(Token));
        }

        var second = await UseAsync(Model(Deal));
        Assert.NotEqual(first, second);
        await using var writer = await Database.WriteAsync(WritePriority.Interactive, Token);
        Assert.Equal(second, await writer.StampAsync(Token));
    }

    [Fact]
    public async Task A_tenant_that_was_not_set_up_has_no_stamp_and_no_state()
    {
        Assert.Null(await States.StampAsync(Tenant, Token));
        Assert.Null(await States.LoadAsync(Tenant, Token));
    }

    [Fact]
    public async Task A_full_disk_is_said_and_leaves_nothing_half_written()
    {
        await UseAsync(Model(Deal));
        await InsertAsync(Deal, Record(Deal, 1, ("name", "before")));
        await FillDiskAsync();
        var error = await Assert.ThrowsAsync<UserError>(
            () => InsertAsync(Deal, [.. Enumerable.Range(2, 3000).Select(i => Record(Deal, i, ("name", new string('x', 300) + i.ToString(CultureInfo.InvariantCulture))))]));
        Assert.Equal("storage.full", error.Id);
        await FreeDiskAsync();

        Assert.Null(await FindAsync(Deal, 2));
        await InsertAsync(Deal, Record(Deal, 2, ("name", "after")));
        Assert.Equal("after", (await FindAsync(Deal, 2))!["name"]);
    }

    private protected abstract Task FillDiskAsync();

    private protected abstract Task FreeDiskAsync();
}

public sealed class ConnectionsOnSqlite() : ConnectionTests(DatabaseKind.Sqlite)
{
    [Fact]
    public async Task A_second_process_is_refused_naming_the_first_and_let_in_when_that_has_gone()
    {
        await UseAsync(Model(Deal));
        await using var second = NewServices();
        var error = await Assert.ThrowsAsync<UserError>(async () => await second.GetRequiredService<ITenantDatabase>().ReadAsync(Token));
        Assert.Equal("storage.busy", error.Id);
        Assert.Equal(Environment.ProcessId.ToString(CultureInfo.InvariantCulture), error.Args["process"]);
        Assert.Equal(Place.Options.DataDirectory, error.Args["file"]);

        await RestartAsync();
        Assert.NotNull(await States.StampAsync(Tenant, Token));
    }

    [Fact]
    public async Task A_person_goes_before_bulk_work_that_waits()
    {
        var gate = new WriteGate();
        var order = new List<string>();
        await gate.EnterAsync(WritePriority.Bulk, Token);
        var waiting = new[] { ("bulk", WritePriority.Bulk), ("person", WritePriority.Interactive), ("person 2", WritePriority.Interactive) }
            .Select(w => EnterAsync(w.Item1, w.Item2)).ToList();
        using var givenUp = new CancellationTokenSource();
        var tired = gate.EnterAsync(WritePriority.Interactive, givenUp.Token).AsTask();
        await givenUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => tired);
        gate.Leave();
        await Task.WhenAll(waiting);

        Assert.Equal(["person", "person 2", "bulk"], order);
        Assert.True(gate.TryEnter());

        async Task EnterAsync(string name, WritePriority priority)
        {
            await gate.EnterAsync(priority, Token);
            order.Add(name);
            gate.Leave();
        }
    }

    [Fact]
    public async Task Accounts_are_saved_between_the_slices_of_bulk_work()
    {
        await UseAsync(Model(Deal));
        var bulk = await Database.WriteAsync(WritePriority.Bulk, Token);
        using var scope = Services.CreateScope();
        var accounts = scope.ServiceProvider.GetRequiredService<TenantDbContext>();
        accounts.Add(new Account { UserName = "ann" });
        var saving = accounts.SaveChangesAsync(Token);
        Assert.False(saving.IsCompleted);
        await bulk.CommitAsync(Token);
        await saving;

        Assert.Equal(1, await accounts.Users.CountAsync(Token));
    }

    private protected override Task FillDiskAsync() => LimitAsync(3);

    private protected override Task FreeDiskAsync() => LimitAsync(1_000_000);

    /// <summary>The one writer's connection rests at the top of the pool.</summary>
    private async Task LimitAsync(int more)
    {
        await using var session = await Database.ReadAsync(Token);
        await using var command = session.Connection.CreateCommand();
        command.CommandText = "pragma page_count";
        var pages = (long)(await command.ExecuteScalarAsync(Token))!;
        command.CommandText = string.Create(CultureInfo.InvariantCulture, $"pragma max_page_count = {pages + more}");
        await command.ExecuteNonQueryAsync(Token);
    }
}

public sealed class ConnectionsOnPostgres() : ConnectionTests(DatabaseKind.Postgres)
{
    [Fact]
    public async Task Several_processes_share_a_tenant_and_take_different_ids()
    {
        await UseAsync(Model(Deal));
        await using var second = NewServices();
        var other = second.GetRequiredService<ITenantDatabase>();
        var mine = await Database.ReserveIdsAsync(10, Token);
        var theirs = await other.ReserveIdsAsync(10, Token);

        Assert.True(Math.Abs(mine - theirs) >= 10);
        await InsertAsync(Deal, Record(Deal, mine, ("name", "A")));
        await using var session = await other.ReadAsync(Token);
        Assert.NotNull(await session.FindAsync(Deal, mine, Token));
    }

    [Fact]
    public async Task Tenants_of_one_pool_do_not_see_each_other()
    {
        await UseAsync(Model(Deal));
        await InsertAsync(Deal, Record(Deal, 1, ("name", "mine")));
        var storages = Services.GetRequiredService<TenantStorages>();
        var other = storages.Get(Tenant with { Name = "other", Schema = Tenant.Schema + "_b" });
        for (var i = 0; i < 5; i++)
        {
            await using (var link = await other.OpenAsync(Token))
            {
                Assert.Equal(0, await link.FirstAsync("select count(*) from sys_state", [], row => row.Integer(0), Token));
            }

            Assert.Equal("mine", (await FindAsync(Deal, 1))!["name"]);
        }

        await using var last = await other.OpenAsync(Token);
        await last.ExecuteAsync($"drop schema \"{Tenant.Schema}_b\" cascade", Token);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_said()
    {
        var tenant = Tenant with { Name = "nowhere", Connection = "Host=127.0.0.1;Port=1;Username=x;Database=x;Timeout=2" };
        var error = await Assert.ThrowsAsync<UserError>(async () => await States.StampAsync(tenant, Token));
        Assert.Equal("storage.unreachable", error.Id);
    }

    [Fact]
    public async Task A_host_database_can_be_shared()
    {
        var connection = await Databases.PostgresAsync();
        await using var services = new ServiceCollection()
            .AddSingleton(new PlatformOptions { DataDirectory = Place.Options.DataDirectory, HostConnection = connection })
            .AddCrmData()
            .BuildServiceProvider();
        var store = services.GetRequiredService<ITenantStore>();
        var name = "n" + Guid.NewGuid().ToString("N")[..12];
        await store.CreateAsync(new Tenant(name, null, DatabaseKind.Postgres, null, null, TenantStatus.Created), Token);

        Assert.Equal("t_" + name, (await store.FindAsync(name, Token))!.Schema);
    }

    [Fact]
    public async Task A_backup_by_script_can_be_restored()
    {
        await UseAsync(Model(Deal));
        await InsertAsync(Deal, [.. Enumerable.Range(1, 300).Select(i => Record(Deal, i, ("name", "Kept\tÄ\\")))]);
        var path = Path.Combine(Place.Options.DataDirectory, "one.sql");
        await using (var link = (PostgresLink)await Services.GetRequiredService<TenantStorages>().Get(Tenant).OpenAsync(Token))
        {
            await CrmPlatform.Data.Backup.PostgresScript.WriteAsync(link.Npgsql, Tenant.Schema!, path, Token);
        }

        await RestoreAsync(await File.ReadAllTextAsync(path, Token));
    }

    private protected override Task FillDiskAsync() => RunAsync(
        """
        create function no_space() returns trigger language plpgsql as $$ begin raise exception 'no space left' using errcode = '53100'; end $$;
        create trigger no_space before insert on deal for each row when (new.id > 1000) execute function no_space();
        """);

    private protected override Task FreeDiskAsync() => RunAsync("drop trigger no_space on deal");

    /// <summary>Into a schema of another name, by psql.</summary>
    private async Task RestoreAsync(string script)
    {
        var copy = Tenant.Schema + "_restored";
        var file = Path.Combine(Place.Options.DataDirectory, "restore.sql");
        await File.WriteAllTextAsync(file, script.Replace(Tenant.Schema!, copy, StringComparison.Ordinal), Token);
        var server = new Npgsql.NpgsqlConnectionStringBuilder(Tenant.Connection);
        using var psql = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo(
                "psql",
                ["-q", "-v", "ON_ERROR_STOP=1", "-h", server.Host!, "-p", server.Port.ToString(CultureInfo.InvariantCulture), "-U", server.Username!, "-d", server.Database!, "-f", file, "-o", "/dev/null"])
            { UseShellExecute = false, RedirectStandardError = true })!;
        var errors = await psql.StandardError.ReadToEndAsync(Token);
        await psql.WaitForExitAsync(Token);
        Assert.True(psql.ExitCode == 0, errors);
        var storage = Services.GetRequiredService<TenantStorages>().Get(Tenant with { Name = "restored", Schema = copy });
        await using var link = await storage.OpenAsync(Token);
        Assert.Equal(300, await link.FirstAsync("select count(*) from deal where crm_fold(name) = E'kept\\ta\\\\'", [], row => row.Integer(0), Token));
        await link.ExecuteAsync($"drop schema \"{copy}\" cascade", Token);
    }

    private async Task RunAsync(string sql)
    {
        await using var session = await Database.ReadAsync(Token);
        await using var command = session.Connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Token);
    }
}

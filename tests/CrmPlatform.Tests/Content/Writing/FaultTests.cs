using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Data;
using CrmPlatform.Errors;
using CrmPlatform.Events;
using CrmPlatform.Tenants;
using CrmPlatform.Tests.Support;
using Xunit;

namespace CrmPlatform.Tests.Content.Writing;

public sealed class SqliteFaultTests() : FaultTests(DatabaseKind.Sqlite)
{
    [Fact]
    public async Task A_full_disk_leaves_nothing_half_written()
    {
        await using var tenant = await TestTenant.CreateAsync(DatabaseKind.Sqlite, TestLayers.Trade);
        await tenant.AddAsync("Company", ("name", "Before"));
        await LimitPagesAsync(tenant, extra: 4);
        var text = new string('x', 90);
        Change[] changes = [.. Enumerable.Range(0, 2000).Select(i => new CreateChange("Company", Values.Of(("name", $"{i} {text}"), ("secret", text))))];
        var error = await Assert.ThrowsAsync<UserError>(() => tenant.ApplyAsync(changes));
        Assert.Equal("storage.full", error.Id);
        await LimitPagesAsync(tenant, extra: 1_000_000);
        Assert.Equal(["Before"], await tenant.ColumnAsync("Company", "name"));
        Assert.Single(await tenant.EventsAsync());
        Assert.Single(await tenant.Acts.ListAsync(Actor.System, 10, null, TestContext.Current.CancellationToken));
        await tenant.AddAsync("Company", ("name", "After"));
        Assert.Equal(2, await tenant.CountAsync("Company"));
    }

    /// <summary>A limit holds for the connection that sets it; there is one writer, whose connection is used again.</summary>
    private static async Task LimitPagesAsync(TestTenant tenant, int extra)
    {
        var token = TestContext.Current.CancellationToken;
        await using var session = await tenant.Database.WriteAsync(WritePriority.Interactive, token);
        await using var command = session.Connection.CreateCommand();
        command.Transaction = session.Transaction;
        command.CommandText = "pragma page_count";
        var pages = Convert.ToInt64(await command.ExecuteScalarAsync(token), System.Globalization.CultureInfo.InvariantCulture);
        command.CommandText = $"pragma max_page_count = {pages + extra}";
        await command.ExecuteScalarAsync(token);
    }
}

public sealed class PostgresFaultTests() : FaultTests(DatabaseKind.Postgres);

public abstract class FaultTests(DatabaseKind kind)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_process_that_dies_after_the_commit_leaves_its_event_in_the_outbox()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        tenant.Signal.OnNotify = () => throw new InvalidOperationException("The process died.");
        await Assert.ThrowsAsync<InvalidOperationException>(() => tenant.ApplyAsync(new CreateChange("Company", Values.Of(("name", "A")))));
        Assert.Equal(1, await tenant.CountAsync("Company"));
        Assert.Equal(1, tenant.Signal.Prepared);
        Assert.Equal(typeof(ContentChanged).FullName, Assert.Single(await tenant.EventsAsync()).Kind);
    }

    [Fact]
    public async Task A_process_that_dies_before_the_commit_leaves_nothing()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var deal = await tenant.AddAsync("Deal", ("name", "D"));
        await Assert.ThrowsAsync<TimeoutException>(() => tenant.Writer.ApplyAsync(
            TestTenant.Set(
                Actor.System,
                new CreateChange("Company", Values.Of(("name", "A"))),
                new UpdateChange("Deal", deal, Values.Of(("stage", "engaging")))),
            (_, _, _) => throw new TimeoutException("The process died."),
            Token));
        Assert.Equal(0, await tenant.CountAsync("Company"));
        Assert.Equal("prospecting", (await tenant.GetAsync("Deal", deal))["stage"]);
        Assert.Single(await tenant.MovesAsync("Deal", deal));
        Assert.Empty(await tenant.RawHistoryAsync("Deal", deal));
        Assert.Single(await tenant.Acts.ListAsync(Actor.System, 10, null, Token));
        await tenant.AddAsync("Company", ("name", "A"));
    }

    [Fact]
    public async Task A_worker_commits_its_state_with_the_slice_also_when_nothing_changed()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var id = await tenant.AddAsync("Company", ("name", "A"));
        long job = 0;
        await tenant.Writer.ApplyAsync(
            TestTenant.Set(Actor.System, new UpdateChange("Company", id, Values.Of(("name", "A")))),
            async (session, result, token) =>
            {
                Assert.Equal(ChangeOutcome.Unchanged, result.Results[0].Outcome);
                job = await session.Tables.InsertJobAsync("test", "{}", tenant.Clock.Now, token);
            },
            Token);
        await using var read = await tenant.Database.ReadAsync(Token);
        Assert.NotNull(await read.Tables.FindJobAsync(job, Token));
    }

    [Fact]
    public async Task Two_creators_of_one_unique_value_get_one_duplicate()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        await tenant.AddAsync("Company", ("name", "First"));
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(async () =>
        {
            await using var scope = tenant.NewScope();
            try
            {
                await scope.Writer.ApplyAsync(TestTenant.Set(Actor.System, new CreateChange("Company", Values.Of(("name", $"C{i}"), ("taxId", "1")))), Token);
                return "saved";
            }
            catch (ValidationError error)
            {
                return error.Findings[0].Code.Id;
            }
        })));
        Assert.Equal(1, outcomes.Count(o => o == "saved"));
        Assert.Equal(3, outcomes.Count(o => o == "content.duplicate"));
    }

    [Fact]
    public async Task Numbers_have_no_gaps_when_many_write_at_once()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        await Parallel.ForEachAsync(Enumerable.Range(0, 12), Token, async (i, token) =>
        {
            await using var scope = tenant.NewScope();
            await scope.Writer.ApplyAsync(TestTenant.Set(Actor.System, new CreateChange("Deal", Values.Of(("name", $"D{i}")))), token);
        });
        Assert.Equal(Enumerable.Range(1, 12).Select(i => $"D-2026-{i:D5}"), (await tenant.ColumnAsync("Deal", "number")).Cast<string>().Order());
    }
}

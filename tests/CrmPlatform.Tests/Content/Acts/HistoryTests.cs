using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Errors;
using CrmPlatform.Tenants;
using CrmPlatform.Tests.Support;
using Xunit;

namespace CrmPlatform.Tests.Content.Acts;

public sealed class SqliteHistoryTests() : HistoryTests(DatabaseKind.Sqlite);

public sealed class PostgresHistoryTests() : HistoryTests(DatabaseKind.Postgres);

public abstract class HistoryTests(DatabaseKind kind)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task History_tells_every_field_before_and_after_newest_first()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var vera = TestTenant.Person("vera");
        var parent = await tenant.AddAsync("Company", ("name", "Parent"));
        var created = tenant.Clock.Now;
        var id = await tenant.AddAsync(vera, "Company", ("name", "A"), ("tags", new List<string> { "x" }));
        tenant.Clock.Now = created.AddHours(1);
        await tenant.ApplyAsync(vera, WriteOptions.Default, new UpdateChange("Company", id, Values.Of(("name", "B"), ("parent", parent), ("tags", null), ("since", null))));
        tenant.Clock.Now = created.AddHours(2);
        await tenant.ApplyAsync(new DeleteChange("Company", id));
        var history = await tenant.History.ReadAsync(Actor.System, "Company", id, 10, Token);
        Assert.Equal(
            [(ChangeOutcome.Deleted, 3L, "System"), (ChangeOutcome.Updated, 2L, "vera"), (ChangeOutcome.Created, 1L, "vera")],
            history.Select(h => (h.Kind, h.Version, h.Actor)));
        Assert.Equal(created, history[2].At);
        Assert.Equal("form", history[1].ActKind);
        var changes = history[1].Changes.ToDictionary(c => c.Field);
        Assert.Equal(["name", "parent", "since", "tags"], changes.Keys.Order());
        Assert.Equal(("A", "B"), (changes["name"].Before, changes["name"].After));
        Assert.Equal((null, parent), (changes["parent"].Before, changes["parent"].After));
        Assert.Equal(DateOnly.FromDateTime(created.UtcDateTime), changes["since"].Before);
        Assert.Equal(["x"], (IEnumerable<string>)changes["tags"].Before!);
    }

    [Fact]
    public async Task Money_and_stages_come_back_as_values()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var id = await tenant.AddAsync("Deal", ("name", "D"), ("amount", new Money(10m, "USD")));
        await tenant.ApplyAsync(new UpdateChange("Deal", id, Values.Of(("amount", new Money(12.5m, "USD")), ("stage", "engaging"))));
        var changes = (await tenant.History.ReadAsync(Actor.System, "Deal", id, 10, Token))[0].Changes.ToDictionary(c => c.Field);
        Assert.Equal((10m, 12.5m), (((Money)changes["amount"].Before!).Amount, ((Money)changes["amount"].After!).Amount));
        Assert.Equal(("prospecting", "engaging"), (changes["stage"].Before, changes["stage"].After));
        Assert.DoesNotContain("stageSince", changes.Keys);
    }

    [Fact]
    public async Task A_summary_tells_that_but_not_what()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var id = await tenant.AddAsync("Note", ("name", "A"));
        var act = await tenant.ApplyAsync(new UpdateChange("Note", id, Values.Of(("name", "B"))));
        var history = await tenant.History.ReadAsync(Actor.System, "Note", id, 10, Token);
        Assert.Equal([ChangeOutcome.Updated, ChangeOutcome.Created], history.Select(h => h.Kind));
        Assert.Empty(history[0].Changes);
        Assert.Single((await tenant.Acts.UndoAsync(Actor.System, act.ActId, false, Token)).Blocked);
    }

    [Fact]
    public async Task Who_may_not_see_the_record_sees_no_history()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var error = await Assert.ThrowsAsync<UserError>(() => tenant.History.ReadAsync(Actor.System, "Company", 4711, 10, Token));
        Assert.Equal("content.not-found", error.Id);
    }
}

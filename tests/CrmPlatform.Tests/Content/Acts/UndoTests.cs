using System.Text.Json;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Queries;
using CrmPlatform.Errors;
using CrmPlatform.Tenants;
using CrmPlatform.Tests.Support;
using Xunit;

namespace CrmPlatform.Tests.Content.Acts;

public sealed class SqliteUndoTests() : UndoTests(DatabaseKind.Sqlite);

public sealed class PostgresUndoTests() : UndoTests(DatabaseKind.Postgres);

public abstract class UndoTests(DatabaseKind kind)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Undo_takes_creates_to_the_bin_updates_back_and_deletes_out_of_it()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var kept = await tenant.AddAsync("Company", ("name", "Kept"), ("sector", "retail"));
        var gone = await tenant.AddAsync("Company", ("name", "Gone"));
        var act = await tenant.ApplyAsync(
            new CreateChange("Company", Values.Of(("name", "New"))),
            new UpdateChange("Company", kept, Values.Of(("name", "Changed"), ("sector", null), ("employees", 7L))),
            new DeleteChange("Company", gone));
        var undone = await tenant.Acts.UndoAsync(Actor.System, act.ActId, partially: false, Token);
        Assert.Equal((3L, 0), (undone.Undone, undone.Blocked.Count));
        Assert.NotNull((await tenant.GetAsync("Company", act.Results[0].Record.Id))[SystemFields.DeletedAt]);
        var record = await tenant.GetAsync("Company", kept);
        Assert.Equal(("Kept", "retail", null), (record["name"], record["sector"], record["employees"]));
        Assert.Null((await tenant.GetAsync("Company", gone))[SystemFields.DeletedAt]);
        Assert.Equal(undone.Act, (await tenant.Acts.FindAsync(Actor.System, act.ActId, Token))!.UndoneBy);
        Assert.Equal("acts.already-undone", (await Assert.ThrowsAsync<UserError>(() => tenant.Acts.UndoAsync(Actor.System, act.ActId, false, Token))).Id);
    }

    [Fact]
    public async Task Undo_of_an_undo_brings_it_all_again()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var deal = await tenant.AddAsync("Deal", ("name", "D"));
        var act = await tenant.ApplyAsync(
            new CreateChange("Company", Values.Of(("name", "New"))),
            new UpdateChange("Deal", deal, Values.Of(("stage", "engaging"))));
        var undo = await tenant.Acts.UndoAsync(Actor.System, act.ActId, false, Token);
        Assert.Equal(["prospecting"], (await tenant.MovesAsync("Deal", deal)).Select(m => m.ToStage));
        Assert.Equal("prospecting", (await tenant.GetAsync("Deal", deal))["stage"]);
        var redo = await tenant.Acts.UndoAsync(Actor.System, undo.Act!.Value, false, Token);
        Assert.Equal(2, redo.Undone);
        Assert.Equal("engaging", (await tenant.GetAsync("Deal", deal))["stage"]);
        Assert.Equal(["prospecting", "engaging"], (await tenant.MovesAsync("Deal", deal)).Select(m => m.ToStage));
        Assert.Null((await tenant.GetAsync("Company", act.Results[0].Record.Id))[SystemFields.DeletedAt]);
        await tenant.Acts.UndoAsync(Actor.System, redo.Act!.Value, false, Token);
        Assert.Equal(["prospecting"], (await tenant.MovesAsync("Deal", deal)).Select(m => m.ToStage));
    }

    [Fact]
    public async Task What_was_changed_since_is_named_and_the_rest_is_done_when_told()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var act = await tenant.ApplyAsync(
            new CreateChange("Company", Values.Of(("name", "A"))), new CreateChange("Company", Values.Of(("name", "B"))));
        var changed = act.Results[0].Record.Id;
        tenant.Clock.Now = tenant.Clock.Now.AddHours(1);
        await tenant.ApplyAsync(TestTenant.Person("vera"), WriteOptions.Default, new UpdateChange("Company", changed, Values.Of(("name", "A2"))));
        var refused = await tenant.Acts.UndoAsync(Actor.System, act.ActId, partially: false, Token);
        Assert.Null(refused.Act);
        Assert.Equal(new UndoObstacle(new RecordRef("Company", changed), "A2", "vera", tenant.Clock.Now), Assert.Single(refused.Blocked));
        Assert.Equal(2, await tenant.CountAsync("Company"));
        var done = await tenant.Acts.UndoAsync(Actor.System, act.ActId, partially: true, Token);
        Assert.Equal((1L, 1), (done.Undone, done.Blocked.Count));
        Assert.Equal(["A2"], await tenant.ColumnAsync("Company", "name"));
    }

    [Fact]
    public async Task A_large_act_is_undone_in_slices_and_goes_on_after_a_kill()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var act = await tenant.Acts.BeginAsync(Actor.System, new ActInfo("import", "companies.csv"), Token);
        for (var slice = 0; slice < 3; slice++)
        {
            Change[] changes = [.. Enumerable.Range(0, 500).Select(i => new CreateChange("Company", Values.Of(("name", $"C{slice}-{i}"))))];
            await tenant.Writer.ApplyAsync(TestTenant.Set(Actor.System, changes) with { Act = new ActInfo("import", "companies.csv", act) }, Token);
        }

        await tenant.Acts.CompleteAsync(act, ActState.Done, Token);

        // One of the records that the undo looks at first, and one of the last, are somebody's work by now.
        foreach (var name in new[] { "C0-7", "C2-7" })
        {
            var id = (await tenant.Reader.QueryAsync(Actor.System, new ContentQuery { Type = "Company", Where = new FieldCondition("name", FilterOperator.Equal, JsonSerializer.SerializeToElement(name)) }, Token)).Rows[0].Id;
            await tenant.ApplyAsync(new UpdateChange("Company", id, Values.Of(("name", name + " Ltd"))));
        }

        using var killed = CancellationTokenSource.CreateLinkedTokenSource(Token);
        tenant.Signal.OnNotify = () => killed.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => tenant.Acts.UndoAsync(Actor.System, act, true, killed.Token));
        tenant.Signal.OnNotify = null;
        Assert.Equal(1001, await tenant.CountAsync("Company"));
        var by = (await tenant.Acts.FindAsync(Actor.System, act, Token))!.UndoneBy;
        var result = await tenant.Acts.UndoAsync(Actor.System, act, false, Token);
        Assert.Equal((by, 1498L, 1498), (result.Act, result.Undone, result.Types["Company"]));
        Assert.Equal(["C0-7 Ltd", "C2-7 Ltd"], result.Blocked.Select(b => b.Name).Order(StringComparer.Ordinal));
        Assert.Equal(2, await tenant.CountAsync("Company"));
        var undo = await tenant.Acts.FindAsync(Actor.System, by!.Value, Token);
        Assert.Equal((ActState.Done, 1498L), (undo!.State, undo.Counts.Deleted));
    }

    [Fact]
    public async Task A_running_act_is_not_undone()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var act = await tenant.Acts.BeginAsync(Actor.System, new ActInfo("import"), Token);
        Assert.Equal("acts.still-running", (await Assert.ThrowsAsync<UserError>(() => tenant.Acts.UndoAsync(Actor.System, act, false, Token))).Id);
        Assert.Equal("acts.unknown", (await Assert.ThrowsAsync<UserError>(() => tenant.Acts.UndoAsync(Actor.System, 4711, false, Token))).Id);
    }

    [Fact]
    public async Task People_undo_their_own_acts_and_others_only_with_the_right()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var vera = TestTenant.Person("vera");
        var tom = TestTenant.Person("tom");
        var act = await tenant.ApplyAsync(vera, WriteOptions.Default, new CreateChange("Company", Values.Of(("name", "A"))));
        Assert.Equal("access.forbidden", (await Assert.ThrowsAsync<UserError>(() => tenant.Acts.UndoAsync(tom, act.ActId, false, Token))).Id);
        Assert.Equal(1, (await tenant.Acts.UndoAsync(vera, act.ActId, false, Token)).Undone);
    }

    [Fact]
    public async Task Undo_asks_no_stage_gate_but_the_right_to_edit()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var vera = TestTenant.Person("vera");
        var id = await tenant.AddAsync("Deal", ("name", "D"), ("stage", "engaging"), ("amount", new Money(1m, "USD")));
        var act = await tenant.ApplyAsync(vera, WriteOptions.Default, new UpdateChange("Deal", id, Values.Of(("stage", "lost"), ("lostReason", "price"))));
        var weak = TestTenant.Person("vera", null, Permission.ContentView);
        await Assert.ThrowsAsync<UserError>(() => tenant.Acts.UndoAsync(weak, act.ActId, false, Token));
        await tenant.Acts.UndoAsync(vera, act.ActId, false, Token);
        var deal = await tenant.GetAsync("Deal", id);
        Assert.Equal(("engaging", "open", null, null), (deal["stage"], deal["outcome"], deal["closedOn"], deal["lostReason"]));
    }

    [Fact]
    public async Task An_act_that_touched_a_record_twice_goes_back_to_before_both()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var id = await tenant.AddAsync("Company", ("name", "A"), ("employees", 1L));
        var act = await tenant.ApplyAsync(
            new UpdateChange("Company", id, Values.Of(("name", "B"))),
            new UpdateChange("Company", id, Values.Of(("name", "C"), ("employees", 2L))),
            new DeleteChange("Company", id));
        var undone = await tenant.Acts.UndoAsync(Actor.System, act.ActId, false, Token);
        Assert.Empty(undone.Blocked);
        var record = await tenant.GetAsync("Company", id);
        Assert.Equal(("A", 1L, null), (record["name"], record["employees"], record[SystemFields.DeletedAt]));
    }

    [Fact]
    public async Task A_value_that_is_taken_now_stands_in_the_way_of_one_record_only()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var a = await tenant.AddAsync("Company", ("name", "A"), ("taxId", "1"));
        var b = await tenant.AddAsync("Company", ("name", "B"));
        var act = await tenant.ApplyAsync(new DeleteChange("Company", a), new DeleteChange("Company", b));
        await tenant.AddAsync("Company", ("name", "New"), ("taxId", "1"));
        var undone = await tenant.Acts.UndoAsync(Actor.System, act.ActId, partially: true, Token);
        Assert.Equal(("content.duplicate", a), (Assert.Single(undone.Blocked).Reason!.Id, undone.Blocked[0].Record.Id));
        Assert.Null((await tenant.GetAsync("Company", b))[SystemFields.DeletedAt]);
    }

    [Theory]
    [InlineData("system", Permission.AccountsManage)]
    [InlineData("recipe", Permission.RecipesManage)]
    public async Task What_the_platform_did_is_undone_by_the_right_of_its_page_alone(string act, string right)
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        await tenant.Writer.ApplyAsync(TestTenant.Set(Actor.System, new CreateChange("Company", Values.Of(("name", "A")))) with { Act = new ActInfo(act) }, Token);
        var elder = TestTenant.Person("elder", null, Permission.ContentView, Permission.ContentEdit, Permission.ContentDelete, Permission.ActsUndoAny);
        var keeper = TestTenant.Person("keeper", null, Permission.ContentView, Permission.ContentEdit, Permission.ContentDelete, right);
        var offered = Assert.Single(await tenant.Acts.ListAsync(elder, 10, null, Token));

        Assert.False(offered.MayUndo);
        Assert.Equal(right, (await Assert.ThrowsAsync<UserError>(() => tenant.Acts.UndoAsync(elder, offered.Id, false, Token))).Args["permission"]);
        Assert.True((await tenant.Acts.ListAsync(keeper, 10, null, Token))[0].MayUndo);
        Assert.Equal(1, (await tenant.Acts.UndoAsync(keeper, offered.Id, false, Token)).Undone);
    }

    [Fact]
    public async Task A_file_that_left_the_house_is_never_offered_to_be_undone()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var act = await tenant.Acts.BeginAsync(Actor.System, new ActInfo("export", "Company:~csv"), Token);
        await tenant.Acts.CompleteAsync(act, ActState.Done, Token);

        Assert.False(Assert.Single(await tenant.Acts.ListAsync(Actor.System, 10, null, Token)).MayUndo);
        Assert.Equal("acts.not-undoable", (await Assert.ThrowsAsync<UserError>(() => tenant.Acts.UndoAsync(Actor.System, act, false, Token))).Id);
    }

    [Fact]
    public async Task Acts_are_listed_newest_first()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var vera = TestTenant.Person("vera");
        await tenant.AddAsync(vera, "Company", ("name", "A"));
        await tenant.AddAsync(vera, "Company", ("name", "B"));
        var acts = await tenant.Acts.ListAsync(vera, 10, null, Token);
        Assert.Equal(2, acts.Count);
        Assert.True(acts[0].Id > acts[1].Id);
        Assert.Equal(("form", "vera", new ActCounts(1, 0, 0), ActState.Done), (acts[0].Kind, acts[0].Actor, acts[0].Counts, acts[0].State));
        Assert.Single(await tenant.Acts.ListAsync(vera, 10, acts[0].Id, Token));
    }
}

using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Tenants;
using CrmPlatform.Tests.Support;
using Xunit;

namespace CrmPlatform.Tests.Content.Writing;

public sealed class SqliteStageTests() : StageTests(DatabaseKind.Sqlite);

public sealed class PostgresStageTests() : StageTests(DatabaseKind.Postgres);

public abstract class StageTests(DatabaseKind kind)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly Money _amount = new(100m, "USD");

    [Fact]
    public async Task A_new_deal_stands_at_the_beginning_of_the_default_pipeline()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var deal = await tenant.GetAsync("Deal", await tenant.AddAsync("Deal", ("name", "D")));
        Assert.Equal(("sales", "prospecting", "open"), (deal["pipeline"], deal["stage"], deal["outcome"]));
        Assert.Equal(tenant.Clock.Now, deal["stageSince"]);
        Assert.Equal(10m, deal["probability"]);
        var move = Assert.Single(await tenant.MovesAsync("Deal", deal.Id));
        Assert.Equal((null, "prospecting", tenant.Clock.Now), (move.FromStage, move.ToStage, move.At));
    }

    [Fact]
    public async Task A_move_keeps_what_follows_from_the_stage()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var id = await tenant.AddAsync("Deal", ("name", "D"), ("amount", _amount));
        tenant.Clock.Now = tenant.Clock.Now.AddDays(1);
        await tenant.ApplyAsync(new UpdateChange("Deal", id, Values.Of(("stage", "engaging"))));
        tenant.Clock.Now = tenant.Clock.Now.AddDays(1);
        await tenant.ApplyAsync(new UpdateChange("Deal", id, Values.Of(("stage", "Won"))));
        var won = await tenant.GetAsync("Deal", id);
        Assert.Equal(("won", "won", 100m, tenant.Clock.Now), (won["stage"], won["outcome"], won["probability"], won["stageSince"]));
        Assert.Equal(tenant.Today, won["closedOn"]);
        await tenant.ApplyAsync(new UpdateChange("Deal", id, Values.Of(("stage", "engaging"))));
        var again = await tenant.GetAsync("Deal", id);
        Assert.Equal(("open", null), (again["outcome"], again["closedOn"]));
        Assert.Equal(["prospecting", "engaging", "won", "engaging"], (await tenant.MovesAsync("Deal", id)).Select(m => m.ToStage));
    }

    [Fact]
    public async Task A_move_that_is_not_allowed_names_those_that_are()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var id = await tenant.AddAsync("Deal", ("name", "D"), ("amount", _amount));
        var error = await tenant.RefusedAsync(new UpdateChange("Deal", id, Values.Of(("stage", "won"))));
        Assert.Equal("stage.move-not-allowed", error.Code.Id);
        Assert.Equal("Engaging, Lost", error.Args["allowed"]?.ToString());
    }

    [Fact]
    public async Task A_stage_that_may_not_be_entered_asks_for_nothing()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var id = await tenant.AddAsync("Deal", ("name", "D"));
        var error = await tenant.RefusedAsync(new UpdateChange("Deal", id, Values.Of(("stage", "won"))));
        Assert.Equal("stage.move-not-allowed", error.Code.Id);
    }

    [Fact]
    public async Task A_stage_asks_for_its_fields()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var id = await tenant.AddAsync("Deal", ("name", "D"), ("stage", "engaging"));
        var error = await tenant.RefusedAsync(new UpdateChange("Deal", id, Values.Of(("stage", "won"))));
        Assert.Equal(("stage.requires", "amount"), (error.Code.Id, error.Field));
        await tenant.ApplyAsync(new UpdateChange("Deal", id, Values.Of(("stage", "won"), ("amount", _amount))));
    }

    [Fact]
    public async Task Losing_asks_for_a_reason_that_is_known()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var id = await tenant.AddAsync("Deal", ("name", "D"));
        Assert.Equal("stage.lost-reason-required", (await tenant.RefusedAsync(new UpdateChange("Deal", id, Values.Of(("stage", "lost"))))).Code.Id);
        var error = await tenant.RefusedAsync(new UpdateChange("Deal", id, Values.Of(("stage", "lost"), ("lostReason", "weather"))));
        Assert.Equal(("stage.unknown-reason", "price, other"), (error.Code.Id, error.Args["known"]));
        await tenant.ApplyAsync(new UpdateChange("Deal", id, Values.Of(("stage", "lost"), ("lostReason", "Price"))));
        Assert.Equal("price", (await tenant.GetAsync("Deal", id))["lostReason"]);
        await tenant.ApplyAsync(new UpdateChange("Deal", id, Values.Of(("stage", "engaging"))));
        Assert.Null((await tenant.GetAsync("Deal", id))["lostReason"]);
    }

    [Fact]
    public async Task Winning_may_say_why_and_forgets_it_when_the_record_is_open_again()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var id = await tenant.AddAsync("Deal", ("name", "D"), ("amount", _amount), ("stage", "engaging"));
        var error = await tenant.RefusedAsync(new UpdateChange("Deal", id, Values.Of(("stage", "won"), ("wonReason", "luck"))));
        Assert.Equal(("stage.unknown-reason", "trust"), (error.Code.Id, error.Args["known"]));

        await tenant.ApplyAsync(new UpdateChange("Deal", id, Values.Of(("stage", "won"))));
        Assert.Null((await tenant.GetAsync("Deal", id))["wonReason"]);
        await tenant.ApplyAsync(new UpdateChange("Deal", id, Values.Of(("wonReason", "Trust"))));
        Assert.Equal("trust", (await tenant.GetAsync("Deal", id))["wonReason"]);
        await tenant.ApplyAsync(new UpdateChange("Deal", id, Values.Of(("stage", "engaging"))));
        Assert.Null((await tenant.GetAsync("Deal", id))["wonReason"]);
    }

    [Fact]
    public async Task Unknown_stages_and_pipelines_are_named_with_the_known_ones()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var stage = await tenant.RefusedAsync(new CreateChange("Deal", Values.Of(("name", "D"), ("stage", "Wonn"))));
        Assert.Equal(("stage.unknown", "prospecting, engaging, won, lost"), (stage.Code.Id, stage.Args["known"]));
        var pipeline = await tenant.RefusedAsync(new CreateChange("Deal", Values.Of(("name", "D"), ("pipeline", "x"))));
        Assert.Equal(("stage.unknown-pipeline", "sales, renewals"), (pipeline.Code.Id, pipeline.Args["known"]));
    }

    [Fact]
    public async Task Old_data_is_taken_as_it_is_with_the_instants_it_tells_of()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var engaged = new DateTimeOffset(2017, 1, 10, 0, 0, 0, TimeSpan.Zero);
        var closed = new DateTimeOffset(2017, 3, 1, 0, 0, 0, TimeSpan.Zero);
        var old = new WriteOptions(SkipGates: true);
        Dictionary<string, DateTimeOffset> entered = new() { ["engaging"] = engaged, ["won"] = closed, ["lost"] = closed };
        var result = await tenant.ApplyAsync(
            Actor.System, old,
            new CreateChange("Deal", Values.Of(("name", "Won"), ("stage", "won")), Entered: entered),
            new CreateChange("Deal", Values.Of(("name", "Lost"), ("stage", "lost")), Entered: entered),
            new CreateChange("Deal", Values.Of(("name", "Engaging"), ("stage", "engaging")), Entered: new Dictionary<string, DateTimeOffset> { ["engaging"] = engaged }));
        var won = await tenant.GetAsync("Deal", result.Results[0].Record.Id);
        Assert.Equal((new DateOnly(2017, 3, 1), closed), (won["closedOn"], won["stageSince"]));
        Assert.Equal([("engaging", engaged), ("won", closed)], (await tenant.MovesAsync("Deal", won.Id)).Select(m => (m.ToStage, m.At)));
        Assert.Equal([("engaging", engaged), ("lost", closed)], (await tenant.MovesAsync("Deal", result.Results[1].Record.Id)).Select(m => (m.ToStage, m.At)));
        Assert.Equal([("engaging", engaged)], (await tenant.MovesAsync("Deal", result.Results[2].Record.Id)).Select(m => (m.ToStage, m.At)));
    }

    [Fact]
    public async Task A_field_is_required_while_its_condition_holds()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var id = await tenant.AddAsync("Deal", ("name", "D"));
        var error = await tenant.RefusedAsync(new UpdateChange("Deal", id, Values.Of(("pipeline", "renewals"))));
        Assert.Equal(("content.required", "contract"), (error.Code.Id, error.Field));
        await tenant.ApplyAsync(new UpdateChange("Deal", id, Values.Of(("pipeline", "renewals"), ("contract", "C-1"))));
        Assert.Equal("due", (await tenant.GetAsync("Deal", id))["stage"]);
    }

    [Fact]
    public async Task Money_keeps_its_base_amount_at_the_rate_of_its_date()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var error = await tenant.RefusedAsync(new CreateChange("Deal", Values.Of(("name", "D"), ("amount", new Money(10m, "EUR")))));
        Assert.Equal("money.no-rate", error.Code.Id);
        await tenant.SetRateAsync("EUR", tenant.Today.AddDays(-10), 1.1m);
        await tenant.SetRateAsync("EUR", tenant.Today.AddDays(-1), 1.2m);
        var id = await tenant.AddAsync("Deal", ("name", "D"), ("amount", new Money(10m, "EUR")), ("stage", "engaging"));
        Assert.Equal(new Money(10m, "EUR", 12m), (await tenant.GetAsync("Deal", id))["amount"]);
        await tenant.ApplyAsync(new UpdateChange("Deal", id, Values.Of(("stage", "won"), ("closedOn", tenant.Today.AddDays(-5)))));
        Assert.Equal(new Money(10m, "EUR", 11m), (await tenant.GetAsync("Deal", id))["amount"]);
        await tenant.ApplyAsync(new UpdateChange("Deal", id, Values.Of(("name", "E"), ("amount", new Money(10m, "EUR")))));
        Assert.Equal(new Money(10m, "EUR", 11m), (await tenant.GetAsync("Deal", id))["amount"]);
        var usd = await tenant.AddAsync("Deal", ("name", "U"), ("amount", new Money(7m, "USD")));
        Assert.Equal(new Money(7m, "USD", 7m), (await tenant.GetAsync("Deal", usd))["amount"]);
        _ = Token;
    }
}

using System.Globalization;
using System.Text.Json;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Queries;
using CrmPlatform.Errors;
using CrmPlatform.Tenants;
using CrmPlatform.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CrmPlatform.Tests.Content.Pipelines;

public sealed class SqlitePipelineReportTests() : PipelineReportTests(DatabaseKind.Sqlite);

public sealed class PostgresPipelineReportTests() : PipelineReportTests(DatabaseKind.Postgres);

public abstract class PipelineReportTests(DatabaseKind kind)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_board_has_counts_sums_per_currency_and_the_newest_cards()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        await tenant.SetRateAsync("EUR", tenant.Today.AddDays(-1), 2m);
        for (var i = 0; i < 5; i++)
        {
            tenant.Clock.Now = tenant.Clock.Now.AddMinutes(1);
            await tenant.AddAsync("Deal", ("name", $"E{i}"), ("stage", "engaging"), ("amount", new Money(10m, i == 0 ? "EUR" : "USD")));
        }

        await tenant.AddAsync("Deal", ("name", "W"), ("stage", "won"), ("amount", new Money(7.25m, "USD")));
        await tenant.AddAsync("Deal", ("name", "R"), ("pipeline", "renewals"), ("contract", "c"));
        var board = await tenant.Reports.BoardAsync(Actor.System, "Deal", "sales", null, 2, Token);
        Assert.Equal(["prospecting", "engaging", "won", "lost"], board.Columns.Select(c => c.Stage.Id));
        Assert.Equal([0, 5, 1, 0], board.Columns.Select(c => c.Count));
        Assert.Equal((10m, 40m), (board.Columns[1].Sums["EUR"], board.Columns[1].Sums["USD"]));
        Assert.Equal(7.25m, board.Columns[2].Sums["USD"]);
        Assert.Empty(board.Columns[2].Cards.Rows);
        var name = board.Columns[1].Cards.Columns.ToList().IndexOf("name");
        Assert.Equal(["E4", "E3"], board.Columns[1].Cards.Rows.Select(r => r.Values[name]));
        var next = await tenant.Reports.CardsAsync(Actor.System, "Deal", "sales", "engaging", null, 2, board.Columns[1].Cards.NextCursor, Token);
        Assert.Equal(["E2", "E1"], next.Rows.Select(r => r.Values[name]));
        var filtered = await tenant.Reports.BoardAsync(
            Actor.System, "Deal", "sales", new FieldCondition("name", FilterOperator.Equal, JsonSerializer.SerializeToElement("E1")), 2, Token);
        Assert.Equal(1, filtered.Columns.Sum(c => c.Count));
    }

    [Fact]
    public async Task An_unknown_pipeline_or_stage_is_named()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        Assert.Equal("stage.unknown-pipeline", (await Assert.ThrowsAsync<UserError>(() => tenant.Reports.BoardAsync(Actor.System, "Deal", "x", null, 2, Token))).Id);
        Assert.Equal("stage.unknown", (await Assert.ThrowsAsync<UserError>(() => tenant.Reports.CardsAsync(Actor.System, "Deal", "sales", "x", null, 2, null, Token))).Id);
    }

    [Fact]
    public async Task The_funnel_counts_who_ever_reached_a_stage()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        await AddAsync(tenant, 5, "prospecting");
        await AddAsync(tenant, 4, "engaging", "engaging");
        await AddAsync(tenant, 3, "won", "engaging", "won");
        await AddAsync(tenant, 2, "lost", "engaging", "lost");
        await AddAsync(tenant, 1, "lost", "lost");
        var funnel = await tenant.Reports.FunnelAsync(Actor.System, "Deal", "sales", null, null, Token);
        Assert.Equal([("prospecting", 15L, 5L), ("engaging", 9L, 4L), ("won", 3L, 3L)], funnel.Stages.Select(s => (s.Stage.Id, s.Reached, s.Current)));
        Assert.Equal((3L, 3L, 9L), (funnel.Won, funnel.Lost, funnel.Open));
        Assert.Null(funnel.Stages[0].Conversion);
        Assert.Equal(9.0 / 15, funnel.Stages[1].Conversion);
        Assert.Equal(3.0 / 9, funnel.Stages[2].Conversion);
        Assert.Equal(TimeSpan.FromDays(10), funnel.Stages[1].MeanTime);
        Assert.Null(funnel.Stages[0].MeanTime);
    }

    [Fact]
    public async Task A_deal_that_fell_back_still_reached_the_later_stage()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var id = await tenant.AddAsync("Deal", ("name", "D"));
        tenant.Clock.Now = tenant.Clock.Now.AddDays(2);
        await tenant.ApplyAsync(new UpdateChange("Deal", id, Values.Of(("stage", "engaging"))));
        tenant.Clock.Now = tenant.Clock.Now.AddDays(4);
        await tenant.ApplyAsync(new UpdateChange("Deal", id, Values.Of(("stage", "prospecting"))));
        var funnel = await tenant.Reports.FunnelAsync(Actor.System, "Deal", "sales", null, null, Token);
        Assert.Equal([(1L, 1L), (1L, 0L), (0L, 0L)], funnel.Stages.Select(s => (s.Reached, s.Current)));
        Assert.Equal([TimeSpan.FromDays(2), TimeSpan.FromDays(4)], funnel.Stages.Take(2).Select(s => s.MeanTime!.Value));
    }

    /// <summary>The file says nothing of when a deal began to be prospected: the time since its import is no time in the stage.</summary>
    [Fact]
    public async Task A_stay_that_an_import_began_without_a_date_has_no_length()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var act = await tenant.Acts.BeginAsync(Actor.System, new ActInfo("import", "deals.csv"), Token);
        var undated = new CreateChange("Deal", Values.Of(("name", "Undated"), ("stage", "prospecting")));
        var dated = new CreateChange("Deal", Values.Of(("name", "Dated"), ("stage", "engaging")), Entered: new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal)
        {
            ["engaging"] = tenant.Clock.Now.AddDays(-6),
        });
        var set = new ChangeSet { Actor = Actor.System, Act = new ActInfo("import", null, act), Changes = [undated, dated] };
        var made = await tenant.Writer.ApplyAsync(set, Token);
        tenant.Clock.Now = tenant.Clock.Now.AddMinutes(1);
        await tenant.ApplyAsync(
            new UpdateChange("Deal", made.Results[0].Record.Id, Values.Of(("stage", "engaging"))),
            new UpdateChange("Deal", made.Results[1].Record.Id, Values.Of(("stage", "prospecting"))));
        var funnel = await tenant.Reports.FunnelAsync(Actor.System, "Deal", "sales", null, null, Token);
        Assert.Null(funnel.Stages[0].MeanTime);
        Assert.Equal(TimeSpan.FromDays(6).Add(TimeSpan.FromMinutes(1)), funnel.Stages[1].MeanTime);
        Assert.Equal([2L, 2L], funnel.Stages.Take(2).Select(s => s.Reached));
    }

    [Fact]
    public async Task A_period_takes_the_deals_that_entered_the_pipeline_in_it()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        await AddAsync(tenant, 2, "engaging", "engaging");
        await AddAsync(tenant, 1, "prospecting");
        Assert.Equal(2, (await Reached(new DateOnly(2017, 1, 1), new DateOnly(2017, 1, 1)))[0]);
        Assert.Equal(0, (await Reached(new DateOnly(2017, 1, 2), new DateOnly(2017, 2, 1)))[0]);
        Assert.Equal(1, (await Reached(tenant.Today, null))[0]);

        async Task<IReadOnlyList<long>> Reached(DateOnly? from, DateOnly? until) =>
            [.. (await tenant.Reports.FunnelAsync(Actor.System, "Deal", "sales", from, until, Token)).Stages.Select(s => s.Reached)];
    }

    [Fact]
    public async Task The_funnel_counts_only_what_its_reader_may_see()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade, configure: services =>
            services.AddSingleton<IRecordAccess>(new TestAccess((_, type, _) => type.Id == "Deal"
                ? new RecordLimits(new FieldCondition("name", FilterOperator.Equal, JsonSerializer.SerializeToElement("engaging 0")), [])
                : null)));
        await AddAsync(tenant, 3, "engaging", "engaging");
        var vera = TestTenant.Person("vera");
        var funnel = await tenant.Reports.FunnelAsync(vera, "Deal", "sales", null, null, Token);
        Assert.Equal((1L, 1L), (funnel.Stages[0].Reached, funnel.Open));
        var seen = await tenant.Reader.QueryAsync(vera, new ContentQuery { Type = "Deal" }, Token);
        await tenant.ApplyAsync(new DeleteChange("Deal", Assert.Single(seen.Rows).Id));
        funnel = await tenant.Reports.FunnelAsync(vera, "Deal", "sales", null, null, Token);
        Assert.Equal((0L, 0L), (funnel.Stages[0].Reached, funnel.Open));
    }

    /// <summary>Old deals: each stage they entered is ten days after the one before, from the first of January 2017.</summary>
    private static async Task AddAsync(TestTenant tenant, int count, string stage, params string[] entered)
    {
        var start = new DateTimeOffset(2017, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var moves = entered.Select((s, i) => (s, start.AddDays(10 * i))).ToDictionary(m => m.s, m => m.Item2);
        var changes = Enumerable.Range(0, count).Select(i => new CreateChange(
            "Deal", Values.Of(("name", string.Create(CultureInfo.InvariantCulture, $"{stage} {i}")), ("stage", stage)), Entered: moves));
        await tenant.ApplyAsync(Actor.System, new WriteOptions(SkipGates: true), [.. changes]);
    }
}

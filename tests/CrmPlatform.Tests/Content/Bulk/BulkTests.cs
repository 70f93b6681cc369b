using System.Globalization;
using CrmPlatform.Content;
using CrmPlatform.Content.Bulk;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;
using CrmPlatform.Errors;
using CrmPlatform.Localization;
using CrmPlatform.Tenants;
using CrmPlatform.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CrmPlatform.Tests.Content.Bulk;

public sealed class SqliteBulkTests() : BulkTests(DatabaseKind.Sqlite);

public sealed class PostgresBulkTests() : BulkTests(DatabaseKind.Postgres);

/// <summary>One change made to many records.</summary>
public abstract class BulkTests(DatabaseKind kind)
{
    private static readonly Layer _tags = new()
    {
        Id = "Test.Tags",
        Types = [new() { Id = "Company", Fields = [new() { Id = "tags", Choices = [Field.Option("vip", "VIP", "ВИП"), Field.Option("old", "Old", "Старый")] }] }],
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_that_match_are_changed_in_one_act_and_put_back_by_one_undo()
    {
        await using var tenant = await CreateAsync();
        await AddAsync(tenant, 250, "retail");
        await AddAsync(tenant, 30, "medical");

        var progress = await RunAsync(tenant, Order(BulkVerb.Set, ("sector", "medical")) with { Where = Retail });

        Assert.Equal((true, 250L, 0L, null), (progress.Finished, progress.Changed, progress.Refused, progress.Failure));
        Assert.Equal(280, await tenant.CountAsync("Company", new FieldCondition("sector", FilterOperator.Equal, Field.Default("medical"))));
        var act = await tenant.Acts.FindAsync(Actor.System, progress.Act!.Value, Token);
        Assert.Equal((ActState.Done, 250L), (act!.State, act.Counts.Updated));

        var undone = await tenant.Acts.UndoAsync(Actor.System, act.Id, partially: false, Token);

        Assert.Equal((250L, 0), (undone.Undone, undone.Blocked.Count));
        Assert.Equal(250, await tenant.CountAsync("Company", Retail));
    }

    [Fact]
    public async Task A_form_that_is_sent_twice_runs_once()
    {
        await using var tenant = await CreateAsync();
        await AddAsync(tenant, 3, "retail");
        var order = Order(BulkVerb.Delete) with { Where = Retail };
        var bulk = tenant.Services.GetRequiredService<IBulkActs>();

        var first = await bulk.StartAsync(Actor.System, order, Token);
        var second = await bulk.StartAsync(Actor.System, order, Token);

        Assert.Equal((first.Job, true, false), (second.Job, first.New, second.New));
        Assert.Equal(3, (await bulk.RunAsync(first.Job, Token)).Changed);
        Assert.Equal(0, await tenant.CountAsync("Company"));
    }

    [Fact]
    public async Task A_form_that_is_sent_many_times_at_the_same_moment_runs_once()
    {
        await using var tenant = await CreateAsync();
        await AddAsync(tenant, 3, "retail");
        var order = Order(BulkVerb.Delete) with { Where = Retail };
        var begun = await Task.WhenAll(Enumerable.Range(0, 12).Select(async _ =>
        {
            await using var scope = tenant.NewScope();
            return await scope.Services.GetRequiredService<IBulkActs>().StartAsync(Actor.System, order, Token);
        }));

        Assert.Single(begun, b => b.New);
        Assert.Single(begun.Select(b => b.Job).Distinct());
    }

    [Fact]
    public async Task What_the_gate_refuses_is_left_as_it_was_and_said_and_the_rest_is_done()
    {
        await using var tenant = await CreateAsync();
        var bare = await tenant.AddAsync("Deal", ("name", "No amount"), ("stage", "engaging"));
        var full = await tenant.AddAsync("Deal", ("name", "Ready"), ("stage", "engaging"), ("amount", new Money(10m, "USD")));

        var progress = await RunAsync(tenant, Order(BulkVerb.Set, ("stage", "won")) with { Type = "Deal", Ids = [bare, full] });

        Assert.Equal((1L, 1L), (progress.Changed, progress.Refused));
        Assert.StartsWith("No amount: ", Assert.Single(progress.Reasons), StringComparison.Ordinal);
        Assert.Equal(("engaging", "won"), ((await tenant.GetAsync("Deal", bare))["stage"], (await tenant.GetAsync("Deal", full))["stage"]));
    }

    [Fact]
    public async Task Tags_are_added_to_those_that_are_there_and_taken_out_again()
    {
        await using var tenant = await CreateAsync();
        var company = await tenant.AddAsync("Company", ("name", "A"), ("tags", new[] { "old" }));

        await RunAsync(tenant, Order(BulkVerb.Add, ("tags", new[] { "vip" })) with { Ids = [company] });
        Assert.Equal(["old", "vip"], Tags(await tenant.GetAsync("Company", company)));

        await RunAsync(tenant, Order(BulkVerb.Remove, ("tags", new[] { "old" })) with { Ids = [company] });
        Assert.Equal(["vip"], Tags(await tenant.GetAsync("Company", company)));
    }

    [Fact]
    public async Task Work_that_was_stopped_goes_on_where_it_stood()
    {
        using var kill = new CancellationTokenSource();
        var killer = new KillAt(150, kill);
        await using var tenant = await CreateAsync(s => s.AddSingleton<IChangeGuard>(killer));
        await AddAsync(tenant, 400, "retail");
        killer.Armed = true;
        var bulk = tenant.Services.GetRequiredService<IBulkActs>();
        var (job, _) = await bulk.StartAsync(Actor.System, Order(BulkVerb.Set, ("employees", 7L)) with { Where = Retail }, Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bulk.RunAsync(job, kill.Token));
        var stood = (await bulk.FindAsync(Actor.System, job, Token))!;
        killer.Armed = false;
        await bulk.ResumeAsync(Token);
        var ended = (await bulk.FindAsync(Actor.System, job, Token))!;

        Assert.InRange(stood.Changed, 1, 399);
        Assert.Equal((true, 400L, stood.Act), (ended.Finished, ended.Changed, ended.Act));
        Assert.Equal(400, (await tenant.Acts.FindAsync(Actor.System, ended.Act!.Value, Token))!.Counts.Updated);
    }

    [Fact]
    public async Task A_change_of_many_records_is_no_touch_of_each()
    {
        await using var tenant = await CreateAsync();
        var company = await tenant.AddAsync("Company", ("name", "A"));
        var bulk = tenant.Services.GetRequiredService<IBulkActs>();

        var (job, _) = await bulk.StartAsync(TestTenant.Person("vera"), Order(BulkVerb.Set, ("sector", "retail")) with { Ids = [company] }, Token);
        await bulk.RunAsync(job, Token);

        var record = await tenant.GetAsync("Company", company);
        Assert.Equal(("retail", null), (record["sector"], record["lastTouch"]));
    }

    [Fact]
    public async Task Without_the_right_nothing_begins()
    {
        await using var tenant = await CreateAsync();
        var viewer = TestTenant.Person("vera", null, Permission.ContentView);

        var error = await Assert.ThrowsAsync<UserError>(
            () => tenant.Services.GetRequiredService<IBulkActs>().StartAsync(viewer, Order(BulkVerb.Delete), Token));

        Assert.Equal("access.forbidden", error.Id);
    }

    private static FieldCondition Retail => new("sector", FilterOperator.Equal, Field.Default("retail"));

    private static IEnumerable<string> Tags(ContentRecord record) => ((IEnumerable<string>)record["tags"]!).Order(StringComparer.Ordinal);

    private static BulkOrder Order(BulkVerb verb, params (string Field, object? Value)[] values) =>
        new() { Type = "Company", Verb = verb, Values = Values.Of(values), Token = Guid.NewGuid().ToString() };

    private static async Task<BulkProgress> RunAsync(TestTenant tenant, BulkOrder order)
    {
        var bulk = tenant.Services.GetRequiredService<IBulkActs>();
        var (job, _) = await bulk.StartAsync(Actor.System, order, Token);
        return await bulk.RunAsync(job, Token);
    }

    private static async Task AddAsync(TestTenant tenant, int count, string sector) =>
        await tenant.ApplyAsync([.. Enumerable.Range(0, count).Select(i => new CreateChange("Company", Values.Of(("name", $"{sector} {i}"), ("sector", sector))))]);

    private Task<TestTenant> CreateAsync(Action<IServiceCollection>? more = null) =>
        TestTenant.CreateAsync(kind, TestLayers.TradeAnd(_tags), configure: services =>
        {
            services.AddSingleton<ITexts>(new PlainTexts());
            more?.Invoke(services);
        });

    private sealed class PlainTexts : ITexts
    {
        public IReadOnlyList<CultureInfo> Cultures => [CultureInfo.GetCultureInfo("en")];

        public string Get(CultureInfo culture, string key, params ReadOnlySpan<(string Name, object? Value)> args) => key;

        public string Get(CultureInfo culture, ErrorCode code, IReadOnlyDictionary<string, object?> args) => UserError.Fill(code.Text, args, culture);

        public string Get(CultureInfo culture, UserError error) => error.Message;

        public string Plural(CultureInfo culture, string key, long count, params ReadOnlySpan<(string Name, object? Value)> args) => key;
    }
}

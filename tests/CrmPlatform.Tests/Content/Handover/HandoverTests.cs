using Crm.Contacts;
using Crm.Organization;
using Crm.Pipeline;
using CrmPlatform.Content;
using CrmPlatform.Content.Bulk;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Handover;
using CrmPlatform.Content.Model;
using CrmPlatform.Errors;
using CrmPlatform.Tenants;
using CrmPlatform.Tests.Content.Importing;
using CrmPlatform.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CrmPlatform.Tests.Content.Handover;

public sealed class SqliteHandoverTests : HandoverTests
{
    protected override DatabaseKind Database => DatabaseKind.Sqlite;
}

public sealed class PostgresHandoverTests : HandoverTests
{
    protected override DatabaseKind Database => DatabaseKind.Postgres;
}

/// <summary>The open work of one person goes to others, on either database.</summary>
public abstract class HandoverTests
{
    protected abstract DatabaseKind Database { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Clients_are_shared_evenly_their_deals_go_with_them_and_one_undo_takes_all_back()
    {
        await using var tenant = await NewAsync();
        var (leaver, ann, bob) = (await EmployeeAsync(tenant, "Leaver"), await EmployeeAsync(tenant, "Ann"), await EmployeeAsync(tenant, "Bob"));
        var deals = new List<(long Deal, long Company)>();
        for (var i = 0; i < 4; i++)
        {
            var company = await CreateAsync(tenant, "Company", ("name", $"Company {i}"), ("owner", leaver));
            deals.Add((await CreateAsync(tenant, "Deal", ("name", $"Deal {i}"), ("company", company), ("owner", leaver)), company));
        }

        var won = await CreateAsync(tenant, "Deal", ("name", "Won"), ("owner", leaver), ("stage", "won"), ("amount", new Money(5, "USD")));
        var other = await CreateAsync(tenant, "Deal", ("name", "Other"), ("owner", ann));
        var request = new HandoverRequest(leaver, ["Company", "Deal"], [ann, bob], HandoverRule.Even, new Dictionary<string, long>());

        var plan = await Handovers(tenant).PlanAsync(tenant.Actor, request, Token);
        var done = await RunAsync(tenant, request);

        Assert.Equal((8L, 8L, 8L), (plan.Total, done.Expected, done.Changed));
        Assert.All(plan.Counts.Values, c => Assert.Equal(2, c));
        foreach (var (deal, company) in deals)
        {
            Assert.Equal(await OwnerAsync(tenant, "Company", company), await OwnerAsync(tenant, "Deal", deal));
        }

        Assert.Equal([leaver, ann], [await OwnerAsync(tenant, "Deal", won), await OwnerAsync(tenant, "Deal", other)]);
        Assert.Empty((await tenant.Get<IActs>().UndoAsync(tenant.Actor, done.Act!.Value, partially: false, Token)).Blocked);
        Assert.Equal(leaver, await OwnerAsync(tenant, "Deal", deals[0].Deal));
    }

    [Fact]
    public async Task Clients_go_to_whom_their_region_belongs()
    {
        await using var tenant = await NewAsync();
        var leaver = await EmployeeAsync(tenant, "Leaver");
        var north = await EmployeeAsync(tenant, "North", "Север");
        var south = await EmployeeAsync(tenant, "South", "Юг");
        var company = await CreateAsync(tenant, "Company", ("name", "A"), ("owner", leaver), ("address", new PostalAddress(null, "Мурманск", "СЕВЕР", null, null)));
        var second = await CreateAsync(tenant, "Company", ("name", "B"), ("owner", leaver), ("address", new PostalAddress(null, "Мурманск", "север ", null, null)));

        await RunAsync(tenant, new HandoverRequest(leaver, ["Company"], [south, north], HandoverRule.Region, new Dictionary<string, long>()));

        Assert.Equal([north, north], [await OwnerAsync(tenant, "Company", company), await OwnerAsync(tenant, "Company", second)]);
    }

    [Fact]
    public async Task Each_type_may_have_a_receiver_and_none_is_refused()
    {
        await using var tenant = await NewAsync();
        var (leaver, ann) = (await EmployeeAsync(tenant, "Leaver"), await EmployeeAsync(tenant, "Ann"));
        await CreateAsync(tenant, "Company", ("name", "A"), ("owner", leaver));
        var byType = new HandoverRequest(leaver, ["Company", "Deal"], [], HandoverRule.ByType, new Dictionary<string, long>(StringComparer.OrdinalIgnoreCase) { ["Company"] = ann });

        Assert.Equal("handover.no-receiver-of", (await Assert.ThrowsAsync<UserError>(() => Handovers(tenant).PlanAsync(tenant.Actor, byType, Token))).Id);
        Assert.Equal("handover.no-receiver", (await Assert.ThrowsAsync<UserError>(() => Handovers(tenant).PlanAsync(tenant.Actor, byType with { Rule = HandoverRule.Even, To = [leaver] }, Token))).Id);
        Assert.Equal(1, (await Handovers(tenant).PlanAsync(tenant.Actor, byType with { Types = ["Company"] }, Token)).Total);
    }

    [Fact]
    public async Task A_handover_that_was_stopped_goes_on_as_it_was_shared_out_and_is_one_act()
    {
        using var kill = new CancellationTokenSource();
        var killer = new KillAt(230, kill);
        await using var tenant = await NewAsync(services => services.AddSingleton<IChangeGuard>(killer));
        var (leaver, ann, bob) = (await EmployeeAsync(tenant, "Leaver"), await EmployeeAsync(tenant, "Ann"), await EmployeeAsync(tenant, "Bob"));
        var deals = await CreateManyAsync(tenant, leaver, 120);
        var request = new HandoverRequest(leaver, ["Company", "Deal"], [ann, bob], HandoverRule.Even, new Dictionary<string, long>());
        var (job, _) = await Handovers(tenant).StartAsync(tenant.Actor, request, "once", Token);
        Assert.Equal((job, false), await Handovers(tenant).StartAsync(tenant.Actor, request, "once", Token));
        killer.Armed = true;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => tenant.Get<IBulkActs>().RunAsync(job, kill.Token));
        killer.Armed = false;
        await tenant.RestartAsync();
        var stood = (await tenant.Get<IBulkActs>().FindAsync(tenant.Actor, job, Token))!;
        var taken = await FirstOfAsync(tenant, deals, leaver);
        await ApplyAsync(tenant, new UpdateChange("Deal", taken, new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { ["owner"] = bob }));
        await tenant.Get<IBulkActs>().ResumeAsync(Token);
        var ended = (await tenant.Get<IBulkActs>().FindAsync(tenant.Actor, job, Token))!;

        Assert.InRange(stood.Changed, 1, 239);
        Assert.Equal((true, 239L, stood.Act), (ended.Finished, ended.Changed, ended.Act));
        foreach (var (deal, company) in deals.Where(d => d.Deal != taken))
        {
            Assert.Equal(await OwnerAsync(tenant, "Company", company), await OwnerAsync(tenant, "Deal", deal));
        }

        Assert.Equal(bob, await OwnerAsync(tenant, "Deal", taken));
        var undone = await tenant.Get<IActs>().UndoAsync(tenant.Actor, ended.Act!.Value, partially: false, Token);
        Assert.Equal((239L, 0), (undone.Undone, undone.Blocked.Count));
        Assert.Equal([leaver, bob], [await OwnerAsync(tenant, "Company", deals[0].Company), await OwnerAsync(tenant, "Deal", taken)]);
    }

    [Fact]
    public async Task Without_the_right_nothing_is_handed_over()
    {
        await using var tenant = await NewAsync();
        var (leaver, ann) = (await EmployeeAsync(tenant, "Leaver"), await EmployeeAsync(tenant, "Ann"));
        var member = new Actor("user:3", "Member", null, new HashSet<string> { Permission.ContentView, Permission.ContentEdit });
        var request = new HandoverRequest(leaver, ["Company"], [ann], HandoverRule.Even, new Dictionary<string, long>());

        Assert.Equal("access.forbidden", (await Assert.ThrowsAsync<UserError>(() => Handovers(tenant).StartAsync(member, request, "x", Token))).Id);
    }

    private static async Task<BulkProgress> RunAsync(ImportTenant tenant, HandoverRequest request)
    {
        var (job, _) = await Handovers(tenant).StartAsync(tenant.Actor, request, Guid.NewGuid().ToString("N"), Token);
        return await tenant.Get<IBulkActs>().RunAsync(job, Token);
    }

    private static IHandovers Handovers(ImportTenant tenant) => tenant.Get<IHandovers>();

    /// <summary>The first of the deals that the leaver still has.</summary>
    private static async Task<long> FirstOfAsync(ImportTenant tenant, IEnumerable<(long Deal, long Company)> deals, long leaver)
    {
        foreach (var (deal, _) in deals)
        {
            if (await OwnerAsync(tenant, "Deal", deal) == leaver)
            {
                return deal;
            }
        }

        throw new InvalidOperationException("All of them were handed over.");
    }

    /// <summary>Two deals for each of the first half of the companies: who shares deals out without regard to clients parts them.</summary>
    private static async Task<List<(long Deal, long Company)>> CreateManyAsync(ImportTenant tenant, long owner, int count)
    {
        var companies = await ApplyAsync(tenant, [.. Enumerable.Range(0, count).Select(i => Create("Company", ("name", $"Company {i}"), ("owner", owner)))]);
        var theirs = companies.Select((_, i) => companies[i / 2]).ToList();
        var deals = await ApplyAsync(tenant, [.. theirs.Select((company, i) => Create("Deal", ("name", $"Deal {i}"), ("company", company), ("owner", owner)))]);
        return [.. deals.Zip(theirs)];
    }

    private async Task<ImportTenant> NewAsync(Action<IServiceCollection>? configure = null) => await ImportTenant.CreateAsync(
        Database, [new PlatformLayer().Build(), new OrganizationTypes().Build(), new ContactsTypes().Build(), new PipelineTypes().Build()], configure: configure);

    private static Task<long> EmployeeAsync(ImportTenant tenant, string name, string? region = null) => CreateAsync(tenant, "Employee", ("name", name), ("region", region));

    private static async Task<long?> OwnerAsync(ImportTenant tenant, string type, long id) =>
        (await tenant.Get<IContentReader>().FindAsync(tenant.Actor, type, id, Token))!["owner"] as long?;

    private static async Task<long> CreateAsync(ImportTenant tenant, string type, params (string Field, object? Value)[] values) =>
        (await ApplyAsync(tenant, Create(type, values)))[0];

    private static CreateChange Create(string type, params (string Field, object? Value)[] values) =>
        new(type, values.ToDictionary(v => v.Field, v => v.Value, StringComparer.OrdinalIgnoreCase));

    private static async Task<List<long>> ApplyAsync(ImportTenant tenant, params Change[] changes)
    {
        var set = new ChangeSet { Actor = tenant.Actor, Act = new ActInfo("form"), Changes = changes };
        return [.. (await tenant.Get<IContentWriter>().ApplyAsync(set, Token)).Results.Select(r => r.Record.Id)];
    }
}

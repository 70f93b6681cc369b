using Crm.Contacts;
using Crm.Organization;
using Crm.Pipeline;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Handover;
using CrmPlatform.Content.Model;
using CrmPlatform.Errors;
using CrmPlatform.Tenants;
using CrmPlatform.Tests.Content.Importing;
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
        var (act, records) = await Handovers(tenant).RunAsync(tenant.Actor, request, Token);

        Assert.Equal((8L, 8L), (plan.Total, records));
        Assert.All(plan.Counts.Values, c => Assert.Equal(2, c));
        foreach (var (deal, company) in deals)
        {
            Assert.Equal(await OwnerAsync(tenant, "Company", company), await OwnerAsync(tenant, "Deal", deal));
        }

        Assert.Equal([leaver, ann], [await OwnerAsync(tenant, "Deal", won), await OwnerAsync(tenant, "Deal", other)]);
        Assert.Empty((await tenant.Get<IActs>().UndoAsync(tenant.Actor, act, partially: false, Token)).Blocked);
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

        await Handovers(tenant).RunAsync(
            tenant.Actor, new HandoverRequest(leaver, ["Company"], [south, north], HandoverRule.Region, new Dictionary<string, long>()), Token);

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

    private static IHandovers Handovers(ImportTenant tenant) => tenant.Get<IHandovers>();

    private async Task<ImportTenant> NewAsync() => await ImportTenant.CreateAsync(
        Database, [new PlatformLayer().Build(), new OrganizationTypes().Build(), new ContactsTypes().Build(), new PipelineTypes().Build()]);

    private static Task<long> EmployeeAsync(ImportTenant tenant, string name, string? region = null) => CreateAsync(tenant, "Employee", ("name", name), ("region", region));

    private static async Task<long?> OwnerAsync(ImportTenant tenant, string type, long id) =>
        (await tenant.Get<IContentReader>().FindAsync(tenant.Actor, type, id, Token))!["owner"] as long?;

    private static async Task<long> CreateAsync(ImportTenant tenant, string type, params (string Field, object? Value)[] values)
    {
        var set = new ChangeSet
        {
            Actor = tenant.Actor,
            Act = new ActInfo("form"),
            Changes = [new CreateChange(type, values.ToDictionary(v => v.Field, v => v.Value, StringComparer.OrdinalIgnoreCase))],
        };
        return (await tenant.Get<IContentWriter>().ApplyAsync(set, Token)).Results[0].Record.Id;
    }
}

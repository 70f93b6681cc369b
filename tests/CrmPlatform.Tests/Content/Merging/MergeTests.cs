using Crm.Contacts;
using Crm.Organization;
using Crm.Pipeline;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Merging;
using CrmPlatform.Content.Model;
using CrmPlatform.Errors;
using CrmPlatform.Tenants;
using CrmPlatform.Tests.Content.Importing;
using Xunit;

namespace CrmPlatform.Tests.Content.Merging;

public sealed class SqliteMergeTests : MergeTests
{
    protected override DatabaseKind Database => DatabaseKind.Sqlite;
}

public sealed class PostgresMergeTests : MergeTests
{
    protected override DatabaseKind Database => DatabaseKind.Postgres;
}

/// <summary>Several records become one, and several again, on either database.</summary>
public abstract class MergeTests
{
    protected abstract DatabaseKind Database { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Records_that_agree_in_a_key_are_found_together()
    {
        await using var tenant = await NewAsync();
        var first = await CreateAsync(tenant, "Company", ("name", "Acme"));
        var second = await CreateAsync(tenant, "Company", ("name", "ACME "));
        await CreateAsync(tenant, "Company", ("name", "Other"));
        var binned = await CreateAsync(tenant, "Company", ("name", "acme"));
        await ApplyAsync(tenant, new DeleteChange("Company", binned));

        var group = Assert.Single(await Merges(tenant).GroupsAsync(tenant.Actor, "Company", 10, Token));

        Assert.Equal("name", group.Key.Id);
        Assert.Equal([first, second], group.Records.Select(r => r.Id));
    }

    [Fact]
    public async Task The_survivor_takes_what_is_chosen_and_all_that_pointed_to_the_others_and_undo_takes_it_back()
    {
        await using var tenant = await NewAsync();
        var stays = await CreateAsync(tenant, "Company", ("name", "Acme"), ("phone", "+12125550123"), ("tags", new List<string> { "a", "b" }));
        var goes = await CreateAsync(tenant, "Company", ("name", "ACME Inc."), ("email", "info@acme.example"), ("taxId", "7707083893"), ("tags", new List<string> { "b", "c" }), ("parent", stays));
        var child = await CreateAsync(tenant, "Company", ("name", "Child"), ("parent", goes));
        var contact = await CreateAsync(tenant, "Contact", ("name", "Anna"), ("company", goes));
        var deal = await CreateAsync(tenant, "Deal", ("name", "Big"), ("company", goes));
        var plan = await Merges(tenant).PlanAsync(tenant.Actor, "Company", [stays, goes], Token);

        var act = await Merges(tenant).MergeAsync(
            tenant.Actor,
            new MergeRequest("Company", stays, plan.Records.ToDictionary(r => r.Id, r => r.Version), new Dictionary<string, long> { ["name"] = goes }),
            Token);

        Assert.True(plan.Fields.Single(f => f.Field.Id == "name").Differs);
        Assert.Equal(3, plan.Links[goes]);
        var merged = await FindAsync(tenant, "Company", stays);
        Assert.Equal(("ACME Inc.", "+12125550123", "info@acme.example", "7707083893"), (merged["name"], merged["phone"], merged["email"], merged["taxId"]));
        Assert.Equal(["a", "b", "c"], ((IEnumerable<string>)merged["tags"]!).Order(StringComparer.Ordinal));
        Assert.Null(merged["parent"]);
        Assert.Equal([stays, stays, stays], [(await FindAsync(tenant, "Company", child))["parent"], (await FindAsync(tenant, "Contact", contact))["company"], (await FindAsync(tenant, "Deal", deal))["company"]]);
        Assert.NotNull((await FindAsync(tenant, "Company", goes))[SystemFields.DeletedAt]);
        Assert.Equal(new RecordRef("Company", stays), await Merges(tenant).SurvivorAsync(tenant.Actor, new RecordRef("Company", goes), Token));

        var undone = await tenant.Get<IActs>().UndoAsync(tenant.Actor, act, partially: false, Token);

        Assert.Empty(undone.Blocked);
        Assert.Equal("Acme", (await FindAsync(tenant, "Company", stays))["name"]);
        Assert.Null((await FindAsync(tenant, "Company", stays))["taxId"]);
        var back = await FindAsync(tenant, "Company", goes);
        Assert.Null(back[SystemFields.DeletedAt]);
        Assert.Equal(("7707083893", stays), (back["taxId"], back["parent"]));
        Assert.Equal([goes, goes], [(await FindAsync(tenant, "Contact", contact))["company"], (await FindAsync(tenant, "Deal", deal))["company"]]);
    }

    [Fact]
    public async Task A_record_that_was_changed_meanwhile_is_not_merged()
    {
        await using var tenant = await NewAsync();
        var stays = await CreateAsync(tenant, "Company", ("name", "Acme"));
        var goes = await CreateAsync(tenant, "Company", ("name", "Acme 2"));
        var seen = new Dictionary<long, long> { [stays] = 1, [goes] = 1 };
        await ApplyAsync(tenant, new UpdateChange("Company", goes, new Dictionary<string, object?> { ["name"] = "Acme 3" }));

        await Assert.ThrowsAsync<ConflictError>(() => Merges(tenant).MergeAsync(tenant.Actor, new MergeRequest("Company", stays, seen, new Dictionary<string, long>()), Token));

        Assert.Null((await FindAsync(tenant, "Company", goes))[SystemFields.DeletedAt]);
    }

    [Fact]
    public async Task A_chain_of_merges_leads_to_its_end()
    {
        await using var tenant = await NewAsync();
        var ids = new List<long>();
        foreach (var name in new[] { "A", "B", "C" })
        {
            ids.Add(await CreateAsync(tenant, "Company", ("name", name)));
        }

        await MergeAsync(tenant, ids[1], ids[0]);
        await MergeAsync(tenant, ids[2], ids[1]);

        Assert.Equal(new RecordRef("Company", ids[2]), await Merges(tenant).SurvivorAsync(tenant.Actor, new RecordRef("Company", ids[0]), Token));
        Assert.Null(await Merges(tenant).SurvivorAsync(tenant.Actor, new RecordRef("Company", ids[2]), Token));
        Assert.Equal("merge.in-bin", (await Assert.ThrowsAsync<UserError>(() => MergeAsync(tenant, ids[2], ids[0]))).Id);
        Assert.Equal("merge.too-few", (await Assert.ThrowsAsync<UserError>(() => Merges(tenant).PlanAsync(tenant.Actor, "Company", [ids[2]], Token))).Id);
    }

    private static Task<long> MergeAsync(ImportTenant tenant, long survivor, long other) => Merges(tenant).MergeAsync(
        tenant.Actor, new MergeRequest("Company", survivor, new Dictionary<long, long> { [other] = 1 }, new Dictionary<string, long>()), Token);

    private static IMerges Merges(ImportTenant tenant) => tenant.Get<IMerges>();

    private async Task<ImportTenant> NewAsync() => await ImportTenant.CreateAsync(
        Database, [new PlatformLayer().Build(), new OrganizationTypes().Build(), new ContactsTypes().Build(), new PipelineTypes().Build()]);

    private static async Task<ContentRecord> FindAsync(ImportTenant tenant, string type, long id) =>
        (await tenant.Get<IContentReader>().FindAsync(tenant.Actor, type, id, Token))!;

    private static async Task<long> CreateAsync(ImportTenant tenant, string type, params (string Field, object? Value)[] values) =>
        (await ApplyAsync(tenant, new CreateChange(type, values.ToDictionary(v => v.Field, v => v.Value, StringComparer.OrdinalIgnoreCase)))).Results[0].Record.Id;

    private static Task<WriteResult> ApplyAsync(ImportTenant tenant, Change change) => tenant.Get<IContentWriter>().ApplyAsync(
        new ChangeSet { Actor = tenant.Actor, Act = new ActInfo("form"), Changes = [change] }, Token);
}

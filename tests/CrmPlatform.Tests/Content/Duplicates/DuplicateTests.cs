using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Tenants;
using CrmPlatform.Tests.Support;
using Xunit;

namespace CrmPlatform.Tests.Content.Duplicates;

public sealed class SqliteDuplicateTests() : DuplicateTests(DatabaseKind.Sqlite);

public sealed class PostgresDuplicateTests() : DuplicateTests(DatabaseKind.Postgres);

public abstract class DuplicateTests(DatabaseKind kind)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_unique_key_refuses_a_second_record_and_names_the_first()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var first = await tenant.AddAsync("Company", ("name", "Acme"), ("taxId", "77-1"));
        var error = await tenant.RefusedAsync(new CreateChange("Company", Values.Of(("name", "Other"), ("taxId", " 77-1 "))));
        Assert.Equal(("content.duplicate", "taxId", "Acme", first), (error.Code.Id, error.Field, error.Args["record"], error.Args["id"]));
    }

    [Fact]
    public async Task Another_key_only_warns()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        await tenant.AddAsync("Company", ("name", "Åcme Corp"));
        var result = await tenant.ApplyAsync(new CreateChange("Company", Values.Of(("name", "acme  CORP"))));
        var warning = Assert.Single(result.Results[0].Warnings);
        Assert.Equal(("content.duplicate", "Åcme Corp"), (warning.Code.Id, warning.Args["record"]));
    }

    [Fact]
    public async Task Records_of_one_set_are_compared_with_each_other()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var error = await tenant.RefusedAsync(
            new CreateChange("Company", Values.Of(("name", "A"), ("taxId", "1"))),
            new CreateChange("Company", Values.Of(("name", "B"), ("taxId", "1"))));
        Assert.Equal((1, "A"), (error.Change, error.Args["record"]));
    }

    [Fact]
    public async Task Two_records_may_swap_their_values()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var a = await tenant.AddAsync("Company", ("name", "A"), ("taxId", "1"));
        var b = await tenant.AddAsync("Company", ("name", "B"), ("taxId", "2"));
        await tenant.ApplyAsync(
            new UpdateChange("Company", a, Values.Of(("taxId", null))),
            new UpdateChange("Company", b, Values.Of(("taxId", "1"))));
        Assert.Equal("1", (await tenant.GetAsync("Company", b))["taxId"]);
    }

    [Fact]
    public async Task Updating_a_record_does_not_find_itself()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var id = await tenant.AddAsync("Company", ("name", "Acme"), ("taxId", "1"));
        var result = await tenant.ApplyAsync(new UpdateChange("Company", id, Values.Of(("name", "ACME"), ("taxId", "1 "))));
        Assert.Empty(result.Results[0].Warnings);
    }

    [Fact]
    public async Task What_is_in_the_bin_takes_no_value_away()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var first = await tenant.AddAsync("Company", ("name", "Acme"), ("taxId", "1"));
        await tenant.ApplyAsync(new DeleteChange("Company", first));
        await tenant.AddAsync("Company", ("name", "New"), ("taxId", "1"));
        Assert.Equal("content.duplicate", (await tenant.RefusedAsync(new RestoreChange("Company", first))).Code.Id);
    }

    [Fact]
    public async Task Half_a_form_finds_who_it_may_be()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var id = await tenant.AddAsync("Company", ("name", "Acme"), ("taxId", "1"));
        var found = await tenant.Duplicates.FindAsync(Actor.System, "Company", Values.Of(("name", "ACME"), ("employees", -5L)), null, Token);
        Assert.Equal(("name", id), (Assert.Single(found).Key.Id, found[0].Record.Id));
        Assert.Empty(await tenant.Duplicates.FindAsync(Actor.System, "Company", Values.Of(("name", "ACME")), id, Token));
    }

    [Fact]
    public async Task A_unique_key_over_existing_duplicates_lists_them()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var a = await tenant.AddAsync("Company", ("name", "Acme"));
        var b = await tenant.AddAsync("Company", ("name", "acme"));
        await tenant.ChangeLayersAsync(TestLayers.TradeAnd(new Layer
        {
            Id = "tenant",
            Types = [new() { Id = "Company", DuplicateKeys = [new() { Id = "name", Unique = true }] }],
        }));
        var finding = Assert.Single(await tenant.Duplicates.FindingsAsync(Actor.System, null, 10, Token));
        Assert.Equal([a, b], finding.Records.Order());
        Assert.Equal("content.duplicate", (await tenant.RefusedAsync(new CreateChange("Company", Values.Of(("name", "ACME"))))).Code.Id);
    }
}

using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Queries;
using CrmPlatform.Errors;
using CrmPlatform.Tenants;
using CrmPlatform.Tests.Support;
using Xunit;

namespace CrmPlatform.Tests.Content.Writing;

public sealed class SqliteBinTests() : BinTests(DatabaseKind.Sqlite);

public sealed class PostgresBinTests() : BinTests(DatabaseKind.Postgres);

public abstract class BinTests(DatabaseKind kind)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_deleted_record_waits_in_the_bin_and_comes_back_as_it_was()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var id = await tenant.AddAsync("Company", ("name", "Acme"));
        await tenant.ApplyAsync(new DeleteChange("Company", id));
        Assert.Equal(0, await tenant.CountAsync("Company"));
        Assert.Equal(tenant.Clock.Now, (await tenant.GetAsync("Company", id))[SystemFields.DeletedAt]);
        var bin = await tenant.Reader.QueryAsync(Actor.System, new ContentQuery { Type = "Company", Bin = true }, Token);
        Assert.Equal(id, Assert.Single(bin.Rows).Id);
        Assert.Equal("content.in-bin", (await tenant.RefusedAsync(new UpdateChange("Company", id, Values.Of(("name", "x"))))).Code.Id);
        await tenant.ApplyAsync(new RestoreChange("Company", id));
        var record = await tenant.GetAsync("Company", id);
        Assert.Equal(("Acme", null, 3L), (record["name"], record[SystemFields.DeletedAt], record.Version));
    }

    [Fact]
    public async Task Deleting_and_restoring_twice_changes_nothing()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var id = await tenant.AddAsync("Company", ("name", "Acme"));
        Assert.Equal(ChangeOutcome.Unchanged, (await tenant.ApplyAsync(new RestoreChange("Company", id))).Results[0].Outcome);
        await tenant.ApplyAsync(new DeleteChange("Company", id));
        Assert.Equal(ChangeOutcome.Unchanged, (await tenant.ApplyAsync(new DeleteChange("Company", id))).Results[0].Outcome);
    }

    [Fact]
    public async Task Only_what_is_in_the_bin_can_be_purged()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var id = await tenant.AddAsync("Company", ("name", "Acme"));
        Assert.Equal("content.not-in-bin", (await tenant.RefusedAsync(new PurgeChange("Company", id))).Code.Id);
    }

    [Fact]
    public async Task A_purge_is_refused_while_someone_with_restrict_points_there()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var company = await tenant.AddAsync("Company", ("name", "Acme"));
        await tenant.AddAsync("Deal", ("name", "Big deal"), ("company", company));
        await tenant.ApplyAsync(new DeleteChange("Company", company));
        var error = await tenant.RefusedAsync(new PurgeChange("Company", company));
        Assert.Equal("content.referred", error.Code.Id);
        Assert.Contains("Big deal", (string)error.Args["names"]!, StringComparison.Ordinal);
        Assert.NotNull(await tenant.FindAsync("Company", company));
    }

    [Fact]
    public async Task A_purge_clears_and_cascades_in_one_transaction()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var company = await tenant.AddAsync("Company", ("name", "Acme"));
        var child = await tenant.AddAsync("Company", ("name", "Child"), ("parent", company));
        var other = await tenant.AddAsync("Company", ("name", "Other"));
        var deal = await tenant.AddAsync("Deal", ("name", "D"), ("partners", new List<long> { company, other }));
        var task = await tenant.AddAsync("Task", ("name", "Call"), ("about", new RecordRef("Company", company)));
        await tenant.ApplyAsync(new UpdateChange("Company", company, Values.Of(("name", "Acme Ltd"))));
        await tenant.ApplyAsync(new DeleteChange("Company", company));
        var result = await tenant.ApplyAsync(new PurgeChange("Company", company));
        Assert.Equal(ChangeOutcome.Purged, result.Results[0].Outcome);
        Assert.Null(await tenant.FindAsync("Company", company));
        Assert.Null(await tenant.FindAsync("Task", task));
        Assert.Null((await tenant.GetAsync("Company", child))["parent"]);
        Assert.Equal([other], (IReadOnlyList<long>)(await tenant.GetAsync("Deal", deal))["partners"]!);
        var entry = (await tenant.History.ReadAsync(Actor.System, "Company", child, 10, Token))[0];
        Assert.Equal(new FieldChange("parent", company, null), Assert.Single(entry.Changes));
        Assert.All(await tenant.RawHistoryAsync("Company", company), r => Assert.Null(r.Changes));
    }

    [Fact]
    public async Task A_cascade_that_is_too_large_is_refused_whole()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var company = await tenant.AddAsync("Company", ("name", "Acme"));
        await tenant.ApplyAsync([.. Enumerable.Range(0, 1001).Select(i =>
            new CreateChange("Task", Values.Of(("name", $"T{i}"), ("about", new RecordRef("Company", company)))))]);
        await tenant.ApplyAsync(new DeleteChange("Company", company));
        Assert.Equal("content.cascade-too-large", (await tenant.RefusedAsync(new PurgeChange("Company", company))).Code.Id);
        Assert.Equal(1001, await tenant.CountAsync("Task"));
    }

    [Fact]
    public async Task A_purge_takes_a_right_of_its_own()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var company = await tenant.AddAsync("Company", ("name", "Acme"));
        await tenant.ApplyAsync(new DeleteChange("Company", company));
        var actor = TestTenant.Person("tom", null, Permission.ContentView, Permission.ContentEdit, Permission.ContentDelete);
        var error = await Assert.ThrowsAsync<UserError>(() => tenant.ApplyAsync(actor, WriteOptions.Default, new PurgeChange("Company", company)));
        Assert.Equal("access.forbidden", error.Id);
    }
}

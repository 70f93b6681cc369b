using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Errors;
using CrmPlatform.Tenants;
using CrmPlatform.Tests.Support;
using Xunit;

namespace CrmPlatform.Tests.Content.Writing;

public sealed class SqliteUpdateTests() : UpdateTests(DatabaseKind.Sqlite);

public sealed class PostgresUpdateTests() : UpdateTests(DatabaseKind.Postgres);

public abstract class UpdateTests(DatabaseKind kind)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_update_sets_its_fields_and_leaves_the_others()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var id = await tenant.AddAsync("Company", ("name", "Acme"), ("sector", "retail"), ("tags", new List<string> { "a", "b" }));
        var result = await tenant.ApplyAsync(new UpdateChange("Company", id, Values.Of(("name", "Acme Ltd"), ("employees", 5L), ("tags", new List<string> { "b", "c" }))));
        Assert.Equal(new ChangeResult(new RecordRef("Company", id), 2, ChangeOutcome.Updated, []) with { Warnings = result.Results[0].Warnings }, result.Results[0]);
        var record = await tenant.GetAsync("Company", id);
        Assert.Equal(2, record.Version);
        Assert.Equal("Acme Ltd", record["name"]);
        Assert.Equal("retail", record["sector"]);
        Assert.Equal(5L, record["employees"]);
        Assert.Equal(["b", "c"], ((IReadOnlyList<string>)record["tags"]!).Order());
    }

    [Fact]
    public async Task An_update_that_changes_nothing_is_dropped_whatever_its_version()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var id = await tenant.AddAsync("Company", ("name", "Acme"));
        await tenant.ApplyAsync(new UpdateChange("Company", id, Values.Of(("employees", 1L))));
        var events = (await tenant.EventsAsync()).Count;
        var result = await tenant.ApplyAsync(new UpdateChange("Company", id, Values.Of(("name", "Acme"), ("employees", 1L)), ExpectedVersion: 1));
        Assert.Equal(ChangeOutcome.Unchanged, result.Results[0].Outcome);
        Assert.Equal(2, result.Results[0].Version);
        Assert.Equal(2, (await tenant.GetAsync("Company", id)).Version);
        Assert.Equal(events, (await tenant.EventsAsync()).Count);
    }

    [Fact]
    public async Task A_save_over_a_newer_version_is_refused_with_both_values()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var id = await tenant.AddAsync("Company", ("name", "Acme"), ("employees", 1L));
        await tenant.ApplyAsync(new UpdateChange("Company", id, Values.Of(("name", "Theirs"))));
        var error = await Assert.ThrowsAsync<ConflictError>(() => tenant.ApplyAsync(
            new UpdateChange("Company", id, Values.Of(("name", "Mine")), ExpectedVersion: 1, Before: Values.Of(("name", "Acme")))));
        Assert.Equal(new FieldConflict("name", "Theirs", "Mine"), Assert.Single(error.Conflicts));
        Assert.Equal(2, error.CurrentVersion);
        Assert.Equal("Theirs", (await tenant.GetAsync("Company", id))["name"]);
    }

    [Fact]
    public async Task Fields_that_only_one_side_changed_are_merged()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var id = await tenant.AddAsync("Company", ("name", "Acme"), ("employees", 1L));
        await tenant.ApplyAsync(new UpdateChange("Company", id, Values.Of(("name", "Theirs"))));
        await tenant.ApplyAsync(new UpdateChange(
            "Company", id, Values.Of(("employees", 2L)), ExpectedVersion: 1, Before: Values.Of(("employees", 1L))));
        var record = await tenant.GetAsync("Company", id);
        Assert.Equal(("Theirs", 2L, 3L), ((string)record["name"]!, (long)record["employees"]!, record.Version));
    }

    [Fact]
    public async Task Without_knowing_what_it_was_made_from_a_stale_save_is_a_conflict()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var id = await tenant.AddAsync("Company", ("name", "Acme"), ("employees", 1L));
        await tenant.ApplyAsync(new UpdateChange("Company", id, Values.Of(("name", "Theirs"))));
        await Assert.ThrowsAsync<ConflictError>(() => tenant.ApplyAsync(
            new UpdateChange("Company", id, Values.Of(("employees", 2L)), ExpectedVersion: 1)));
    }

    [Fact]
    public async Task Two_writers_of_one_version_get_one_conflict()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var id = await tenant.AddAsync("Company", ("name", "Acme"));
        var saves = Enumerable.Range(0, 2).Select(i => Task.Run(async () =>
        {
            await using var scope = tenant.NewScope();
            try
            {
                await scope.Writer.ApplyAsync(
                    TestTenant.Set(Actor.System, new UpdateChange("Company", id, Values.Of(("name", $"Writer {i}")), ExpectedVersion: 1)), Token);
                return "saved";
            }
            catch (ConflictError)
            {
                return "conflict";
            }
        }));
        var outcomes = await Task.WhenAll(saves);
        Assert.Equal(["conflict", "saved"], outcomes.Order());
        Assert.Equal(2, (await tenant.GetAsync("Company", id)).Version);
    }

    [Fact]
    public async Task Many_writers_without_a_version_all_get_through()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var id = await tenant.AddAsync("Company", ("name", "Acme"));
        await Parallel.ForEachAsync(Enumerable.Range(0, 8), Token, async (i, token) =>
        {
            await using var scope = tenant.NewScope();
            await scope.Writer.ApplyAsync(TestTenant.Set(Actor.System, new UpdateChange("Company", id, Values.Of(("employees", (long)i + 10)))), token);
        });
        Assert.Equal(9, (await tenant.GetAsync("Company", id)).Version);
    }

    [Fact]
    public async Task A_record_that_lacks_a_later_requirement_may_be_changed_elsewhere()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var id = await tenant.AddAsync("Company", ("name", "Acme"));
        await tenant.ChangeLayersAsync(TestLayers.TradeAnd(new CrmPlatform.Content.Definitions.Layer
        {
            Id = "tenant",
            Types = [new() { Id = "Company", Fields = [new() { Id = "sector", Required = true }] }],
        }));
        await tenant.ApplyAsync(new UpdateChange("Company", id, Values.Of(("employees", 3L))));
        var error = await tenant.RefusedAsync(new UpdateChange("Company", id, Values.Of(("name", "B"), ("sector", null))));
        Assert.Equal("content.required", error.Code.Id);
    }

    [Fact]
    public async Task A_set_may_change_a_record_twice()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var id = await tenant.AddAsync("Company", ("name", "Acme"));
        await tenant.ApplyAsync(
            new UpdateChange("Company", id, Values.Of(("name", "B"))),
            new UpdateChange("Company", id, Values.Of(("employees", 2L))));
        var record = await tenant.GetAsync("Company", id);
        Assert.Equal(("B", 2L, 3L), ((string)record["name"]!, (long)record["employees"]!, record.Version));
    }

    [Fact]
    public async Task A_host_with_an_old_model_judges_by_the_new_one()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var id = await tenant.AddAsync("Company", ("name", "Acme"));
        await tenant.ChangeLayersAsync(TestLayers.TradeAnd(new CrmPlatform.Content.Definitions.Layer
        {
            Id = "tenant",
            Types = [new() { Id = "Company", Fields = [CrmPlatform.Content.Definitions.Field.Text("grade", "Grade", "Класс")] }],
        }));
        await tenant.States.GetAsync(Token);
        await tenant.ChangeLayersAsync(TestLayers.Trade);
        tenant.States.LooksAway = true;
        Assert.Equal("content.unknown-field", (await tenant.RefusedAsync(new UpdateChange("Company", id, Values.Of(("grade", "A"))))).Code.Id);
        Assert.False(tenant.States.LooksAway);
    }

    [Fact]
    public async Task Someone_who_is_not_there_is_not_found()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var error = await Assert.ThrowsAsync<UserError>(() => tenant.ApplyAsync(new UpdateChange("Company", 4711, Values.Of(("name", "x")))));
        Assert.Equal("content.not-found", error.Id);
    }
}

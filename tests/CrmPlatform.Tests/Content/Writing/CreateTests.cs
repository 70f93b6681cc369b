using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Errors;
using CrmPlatform.Tenants;
using CrmPlatform.Tests.Support;
using Xunit;

namespace CrmPlatform.Tests.Content.Writing;

public sealed class SqliteCreateTests() : CreateTests(DatabaseKind.Sqlite);

public sealed class PostgresCreateTests() : CreateTests(DatabaseKind.Postgres);

public abstract class CreateTests(DatabaseKind kind)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_record_has_its_values_defaults_and_stamps()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var me = await tenant.AddAsync("Employee", ("name", "Vera"));
        var id = await tenant.AddAsync(TestTenant.Person("vera", me), "Company", ("name", "  Acme "), ("sector", "retail"), ("email", "INFO@Acme.com"));
        var record = await tenant.GetAsync("Company", id);
        Assert.Equal("Acme", record["name"]);
        Assert.Equal("retail", record["sector"]);
        Assert.Equal("client", record["kind"]);
        Assert.Equal(me, record["owner"]);
        Assert.Equal(tenant.Today, record["since"]);
        Assert.Equal("info@acme.com", ((string)record["email"]!).ToLowerInvariant());
        Assert.Equal(1, record.Version);
        Assert.Equal(tenant.Clock.Now, record[SystemFields.CreatedAt]);
        Assert.NotNull(record[SystemFields.CreatedBy]);
        Assert.NotNull(record[SystemFields.CreatedAct]);
        Assert.Equal(tenant.Clock.Now, record["lastTouch"]);
    }

    [Fact]
    public async Task An_explicit_nothing_keeps_the_default_away()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var id = await tenant.AddAsync("Company", ("name", "Acme"), ("kind", null));
        Assert.Null((await tenant.GetAsync("Company", id))["kind"]);
    }

    [Fact]
    public async Task All_findings_come_at_once_and_nothing_is_written()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var error = await Assert.ThrowsAsync<ValidationError>(() => tenant.ApplyAsync(
            new CreateChange("Company", Values.Of(("name", "Fine"))),
            new CreateChange("Company", Values.Of(("sector", "fishing"), ("employees", -1L), ("nane", "x"))),
            new CreateChange("Deal", Values.Of(("name", "D"), ("company", 999_999L), ("stage", "wom")))));
        Assert.Equal(
            [(1, "content.out-of-range"), (1, "content.required"), (1, "content.unknown-choice"), (1, "content.unknown-field"), (2, "content.missing-target"), (2, "stage.unknown")],
            error.Findings.Select(f => (f.Change, f.Code.Id)).Order());
        Assert.Equal(0, await tenant.CountAsync("Company"));
        Assert.Equal(0, await tenant.CountAsync("Deal"));
        Assert.Empty(await tenant.Acts.ListAsync(Actor.System, 10, null, Token));
    }

    [Fact]
    public async Task Records_of_one_set_may_point_at_each_other_in_a_circle()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var first = await tenant.Writer.ReserveIdsAsync(2, Token);
        await tenant.ApplyAsync(
            new CreateChange("Company", Values.Of(("name", "A"), ("parent", first + 1)), Id: first),
            new CreateChange("Company", Values.Of(("name", "B"), ("parent", first)), Id: first + 1));
        Assert.Equal(first, (await tenant.GetAsync("Company", first + 1))["parent"]);
    }

    [Fact]
    public async Task A_reference_takes_only_types_that_carry_the_part()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var deal = await tenant.AddAsync("Deal", ("name", "D"));
        var company = await tenant.AddAsync("Company", ("name", "C"));
        var error = await tenant.RefusedAsync(new CreateChange("Task", Values.Of(("name", "T"), ("about", new RecordRef("Deal", deal)))));
        Assert.Equal("content.wrong-target", error.Code.Id);
        var task = await tenant.AddAsync("Task", ("name", "T"), ("about", new RecordRef("company", company)));
        Assert.Equal(new RecordRef("Company", company), (await tenant.GetAsync("Task", task))["about"]);
    }

    [Fact]
    public async Task A_target_in_the_bin_stays_where_it_is_but_is_not_chosen_anew()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var company = await tenant.AddAsync("Company", ("name", "C"));
        var deal = await tenant.AddAsync("Deal", ("name", "D"), ("company", company));
        await tenant.ApplyAsync(new DeleteChange("Company", company));
        await tenant.ApplyAsync(new UpdateChange("Deal", deal, Values.Of(("name", "D2"), ("company", company))));
        var error = await tenant.RefusedAsync(new CreateChange("Deal", Values.Of(("name", "E"), ("company", company))));
        Assert.Equal("content.binned-target", error.Code.Id);
    }

    [Fact]
    public async Task What_the_gate_keeps_cannot_be_set()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var error = await Assert.ThrowsAsync<ValidationError>(() => tenant.ApplyAsync(
            new CreateChange("Deal", Values.Of(("name", "D"), ("outcome", "won"), ("createdAt", tenant.Clock.Now), ("number", "D-1")))));
        Assert.Equal(["createdAt", "number", "outcome"], error.Findings.Select(f => f.Field).Order());
        Assert.All(error.Findings, f => Assert.Equal("content.read-only", f.Code.Id));
    }

    [Fact]
    public async Task Numbers_follow_their_pattern_without_gaps()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var year = tenant.Today.Year;
        var first = await tenant.AddAsync("Deal", ("name", "A"));
        await Assert.ThrowsAsync<ValidationError>(() => tenant.ApplyAsync(new CreateChange("Deal", Values.Of(("name", null)))));
        await tenant.ApplyAsync(new CreateChange("Deal", Values.Of(("name", "B"))), new CreateChange("Deal", Values.Of(("name", "C"))));
        tenant.Clock.Now = tenant.Clock.Now.AddYears(1);
        await tenant.AddAsync("Deal", ("name", "D"));
        var numbers = await tenant.ColumnAsync("Deal", "number", "number");
        Assert.Equal([$"D-{year}-00001", $"D-{year}-00002", $"D-{year}-00003", $"D-{year + 1}-00001"], numbers);
        Assert.Equal($"D-{year}-00001", (await tenant.GetAsync("Deal", first))["number"]);
    }

    [Fact]
    public async Task A_key_is_unique_among_live_records()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var result = await tenant.ApplyAsync(new CreateChange("Company", Values.Of(("name", "A")), Key: "k1"));
        var error = await tenant.RefusedAsync(new CreateChange("Company", Values.Of(("name", "B")), Key: "k1"));
        Assert.Equal("content.duplicate", error.Code.Id);
        await tenant.ApplyAsync(new DeleteChange("Company", result.Results[0].Record.Id));
        await tenant.ApplyAsync(new CreateChange("Company", Values.Of(("name", "B")), Key: "k1"));
        error = await tenant.RefusedAsync(new RestoreChange("Company", result.Results[0].Record.Id));
        Assert.Equal("content.duplicate", error.Code.Id);
        var found = await tenant.Reader.FindByKeysAsync(Actor.System, "Company", ["k1", "k2"], Token);
        Assert.Equal("B", Assert.Single(found).Value["name"]);
    }

    [Fact]
    public async Task A_thousand_creates_are_one_act_with_one_event()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var changes = Enumerable.Range(0, 1000).Select(i => new CreateChange("Company", Values.Of(("name", $"Company {i}"), ("taxId", $"T{i}")), Key: $"k{i}")).ToArray<Change>();
        var result = await tenant.ApplyAsync(changes);
        Assert.Equal(1000, await tenant.CountAsync("Company"));
        Assert.All(result.Results, r => Assert.Equal(ChangeOutcome.Created, r.Outcome));
        var act = await tenant.Acts.FindAsync(Actor.System, result.ActId, Token);
        Assert.Equal(new ActCounts(1000, 0, 0), act!.Counts);
        Assert.Equal(ActState.Done, act.State);
        Assert.Single(await tenant.EventsAsync());
        Assert.Equal(1, tenant.Signal.Notified);
    }

    [Fact]
    public async Task An_unknown_type_names_the_known_ones()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var error = await Assert.ThrowsAsync<UserError>(() => tenant.ApplyAsync(new CreateChange("Deel", Values.Of(("name", "x")))));
        Assert.Equal("content.unknown-type", error.Id);
        Assert.Contains("Deal", error.Message, StringComparison.Ordinal);
    }
}

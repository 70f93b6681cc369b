using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Errors;
using CrmPlatform.Tenants;
using CrmPlatform.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CrmPlatform.Tests.Content.Writing;

public sealed class SqliteGuardTests() : GuardTests(DatabaseKind.Sqlite);

public sealed class PostgresGuardTests() : GuardTests(DatabaseKind.Postgres);

public abstract class GuardTests(DatabaseKind kind)
{
    private static readonly ErrorCode _tooBig = new("test.too-big", "{name} is too big.", 422);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_guard_may_fill_what_is_required_from_a_record_of_the_same_set()
    {
        await using var tenant = await WithGuardAsync("Deal", async (change, context, token) =>
        {
            if (change.After is { } after && after.GetValueOrDefault("name") is null && after["company"] is long company)
            {
                after["name"] = (await context.FindAsync("Company", company, token))!["name"];
            }
        });
        var first = await tenant.Writer.ReserveIdsAsync(2, Token);
        await tenant.ApplyAsync(
            new CreateChange("Company", Values.Of(("name", "Acme")), Id: first),
            new CreateChange("Deal", Values.Of(("company", first)), Id: first + 1));
        Assert.Equal("Acme", (await tenant.GetAsync("Deal", first + 1))["name"]);
    }

    [Fact]
    public async Task Findings_of_guards_join_the_others()
    {
        await using var tenant = await WithGuardAsync("Company", (change, context, _) =>
        {
            if (change.IsCreate)
            {
                context.Refuse(change, _tooBig.For("employees", ("name", change.After!.GetValueOrDefault("name"))));
            }

            return ValueTask.CompletedTask;
        });
        var error = await Assert.ThrowsAsync<ValidationError>(() => tenant.ApplyAsync(
            new CreateChange("Company", Values.Of(("sector", "retail"))), new CreateChange("Company", Values.Of(("name", "B")))));
        Assert.Equal([(0, "content.required"), (0, "test.too-big"), (1, "test.too-big")], error.Findings.Select(f => (f.Change, f.Code.Id)).Order());
    }

    [Fact]
    public async Task A_guard_sees_before_and_after_and_its_changes_are_kept_in_history()
    {
        await using var tenant = await WithGuardAsync("Company", (change, _, _) =>
        {
            if (change is { Before: not null, After: { } after } && change.Changes("name"))
            {
                after["employees"] = 99L;
            }

            return ValueTask.CompletedTask;
        });
        var id = await tenant.AddAsync("Company", ("name", "A"));
        await tenant.ApplyAsync(new UpdateChange("Company", id, Values.Of(("name", "B"))));
        Assert.Equal(99L, (await tenant.GetAsync("Company", id))["employees"]);
        Assert.Equal(["employees", "name"], (await tenant.History.ReadAsync(Actor.System, "Company", id, 5, Token))[0].Changes.Select(c => c.Field).Order());
    }

    [Fact]
    public async Task A_delete_has_no_after()
    {
        var deletes = 0;
        await using var tenant = await WithGuardAsync("Company", (change, context, _) =>
        {
            if (change.After is null)
            {
                deletes++;
                context.Refuse(change, _tooBig.For(null, ("name", change.Before!["name"])));
            }

            return ValueTask.CompletedTask;
        });
        var id = await tenant.AddAsync("Company", ("name", "A"));
        Assert.Equal("test.too-big", (await tenant.RefusedAsync(new DeleteChange("Company", id))).Code.Id);
        Assert.Equal(1, deletes);
    }

    private Task<TestTenant> WithGuardAsync(string type, Func<GuardedChange, GuardContext, CancellationToken, ValueTask> check) =>
        TestTenant.CreateAsync(kind, TestLayers.Trade, configure: s => s.AddSingleton<IChangeGuard>(new TestGuard(type, check)));
}

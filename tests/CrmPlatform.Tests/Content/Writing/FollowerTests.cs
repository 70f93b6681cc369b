using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Errors;
using CrmPlatform.Tenants;
using CrmPlatform.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CrmPlatform.Tests.Content.Writing;

public sealed class SqliteFollowerTests() : FollowerTests(DatabaseKind.Sqlite);

public sealed class PostgresFollowerTests() : FollowerTests(DatabaseKind.Postgres);

/// <summary>Records that a feature adds to what others write.</summary>
public abstract class FollowerTests(DatabaseKind kind)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_follows_is_one_act_with_its_cause_and_told_of_apart()
    {
        await using var tenant = await WithAsync("Company", change => new CreateChange("Deal", Values.Of(("name", "First deal"), ("company", change.Id))));
        var result = await tenant.ApplyAsync(new CreateChange("Company", Values.Of(("name", "A"))), new CreateChange("Company", Values.Of(("name", "B"))));

        Assert.Equal(2, result.Results.Count);
        Assert.Equal(["Deal", "Deal"], result.Added.Select(a => a.Record.Type));
        Assert.Equal(4, result.Results.Concat(result.Added).Select(r => r.Record.Id).Distinct().Count());
        Assert.Equal(result.Results[1].Record.Id, (await tenant.GetAsync("Deal", result.Added[1].Record.Id))["company"]);

        Assert.Empty((await tenant.Acts.UndoAsync(Actor.System, result.ActId, partially: false, Token)).Blocked);
        Assert.Equal((0, 0), (await tenant.CountAsync("Company"), await tenant.CountAsync("Deal")));
    }

    [Fact]
    public async Task What_follows_may_have_followers_but_not_for_ever()
    {
        await using var tenant = await WithAsync("Company", change =>
            change.After!["name"] is string { Length: < 4 } name ? new CreateChange("Company", Values.Of(("name", name + "!"))) : null);
        Assert.Equal(3, (await tenant.ApplyAsync(new CreateChange("Company", Values.Of(("name", "A"))))).Added.Count);

        await using var endless = await WithAsync("Company", _ => new CreateChange("Company", Values.Of(("name", "More"))));
        await Assert.ThrowsAsync<InvalidOperationException>(() => endless.ApplyAsync(new CreateChange("Company", Values.Of(("name", "A")))));
        Assert.Equal(0, await endless.CountAsync("Company"));
    }

    [Fact]
    public async Task What_follows_and_is_refused_refuses_its_cause()
    {
        await using var tenant = await WithAsync("Company", change => change.After!["name"] is "B" ? new CreateChange("Deal", Values.Of(("company", change.Id))) : null);
        var error = await Assert.ThrowsAsync<ValidationError>(() => tenant.ApplyAsync(
            new CreateChange("Company", Values.Of(("name", "A"))), new CreateChange("Company", Values.Of(("name", "B")))));

        Assert.Equal([(1, "name", "content.required")], error.Findings.Select(f => (f.Change, f.Field, f.Code.Id)));
        Assert.Equal(0, await tenant.CountAsync("Company"));
    }

    private Task<TestTenant> WithAsync(string type, Func<FollowedChange, CreateChange?> follow) =>
        TestTenant.CreateAsync(kind, TestLayers.Trade, configure: s => s.AddSingleton<IChangeFollower>(new TestFollower(type, follow)));

    private sealed class TestFollower(string type, Func<FollowedChange, CreateChange?> follow) : IChangeFollower
    {
        public bool AppliesTo(ContentType of) => of.Id == type;

        public ValueTask FollowAsync(IReadOnlyList<FollowedChange> changes, FollowContext context, CancellationToken cancellationToken)
        {
            foreach (var change in changes.Where(c => c.Outcome == ChangeOutcome.Created))
            {
                if (follow(change) is { } added)
                {
                    context.Add(change, added);
                }
            }

            return ValueTask.CompletedTask;
        }
    }
}

using CrmPlatform.Errors;
using CrmPlatform.Tenants;
using CrmPlatform.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CrmPlatform.Tests.Data;

/// <summary>The tenants of a host.</summary>
public sealed class HostTenantTests : StorageTests
{
    public HostTenantTests()
        : base(DatabaseKind.Sqlite)
    {
    }

    private ITenantStore Store => Services.GetRequiredService<ITenantStore>();

    [Fact]
    public async Task Tenants_are_kept_and_found_after_a_restart()
    {
        var tenant = new Tenant("north", "North.example.com", DatabaseKind.Sqlite, null, null, TenantStatus.Created);
        await Store.CreateAsync(tenant, Token);
        await Store.UpdateAsync(tenant with { State = TenantStatus.Closed, Reason = "A step failed." }, Token);
        await RestartAsync();

        Assert.Equal(tenant with { HostName = "north.example.com", State = TenantStatus.Closed, Reason = "A step failed." }, await Store.FindAsync("north", Token));
        Assert.Null(await Store.FindAsync("south", Token));
        Assert.Single(await Store.ListAsync(Token));
    }

    [Theory]
    [InlineData("north", null, "tenant.exists")]
    [InlineData("other", "NORTH.example.com", "tenant.host-name-taken")]
    [InlineData("../etc", null, "tenant.bad-name")]
    [InlineData("", null, "tenant.bad-name")]
    public async Task A_name_that_is_taken_or_no_name_is_refused(string name, string? host, string error)
    {
        await Store.CreateAsync(new Tenant("north", "north.example.com", DatabaseKind.Sqlite, null, null, TenantStatus.Created), Token);
        var refused = await Assert.ThrowsAsync<UserError>(() => Store.CreateAsync(new Tenant(name, host, DatabaseKind.Sqlite, null, null, TenantStatus.Created), Token));

        Assert.Equal(error, refused.Id);
        Assert.Single(await Store.ListAsync(Token));
    }

    [Fact]
    public async Task Those_that_are_due_are_named_in_the_order_of_their_times()
    {
        foreach (var name in new[] { "a", "b", "c", "d" })
        {
            await Store.CreateAsync(new Tenant(name, null, DatabaseKind.Sqlite, null, null, TenantStatus.Running), Token);
        }

        await Store.SetDueAsync("a", Now, Token);
        await Store.SetDueAsync("b", Now.AddHours(-1), Token);
        await Store.SetDueAsync("c", Now.AddHours(1), Token);
        await Store.SetDueAsync("d", Now, Token);
        await Store.SetDueAsync("d", null, Token);

        Assert.Equal([("b", Now.AddHours(-1)), ("a", Now)], await Store.DueAsync(Now, Token));
    }
}

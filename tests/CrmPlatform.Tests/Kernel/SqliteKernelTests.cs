using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Queries;
using CrmPlatform.Data;
using CrmPlatform.Errors;
using CrmPlatform.Hosting;
using CrmPlatform.Kernel;
using CrmPlatform.Recipes;
using CrmPlatform.Tenants;
using CrmPlatform.Tests.Kernel.Fakes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace CrmPlatform.Tests.Kernel;

/// <summary>The kernel with the real floors around it, on SQLite, with the sample module loaded from its folder.</summary>
public sealed class SqliteKernelTests : IAsyncLifetime
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("crm-kernel-");
    private readonly ModuleFolder _modules = new();
    private IHost _host = null!;
    private Tenant _tenant = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static Actor Admin => Actor.System;

    public async ValueTask InitializeAsync()
    {
        _modules.CopySample();
        _host = Build();
        var tenants = Get<ITenantStore>();
        await tenants.CreateAsync(new Tenant(Tenant.DefaultName, null, DatabaseKind.Sqlite, null, null, TenantStatus.Created), Stop);
        _tenant = (await tenants.FindAsync(Tenant.DefaultName, Stop))!;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(_host);
        _modules.Dispose();
        _data.Delete(recursive: true);
    }

    [Fact]
    public async Task Sample_records_that_are_refused_take_the_whole_recipe_back()
    {
        await SetUpAsync("windows-installation");
        using var _ = Get<ITenantAccessor>().Enter(_tenant);
        await Get<IFeatures>().EnableAsync(Admin, ["Crm.Pipeline.Products"], Stop);
        await CreateAsync("Product", ("name", "Ours"), ("sku", "PT-100"));
        var before = (await Get<ITenantStates>().GetAsync(Stop)).Model.Hash;
        // One of its samples has that article number too.
        await Assert.ThrowsAnyAsync<UserError>(() => Get<IRecipes>().ApplyAsync(Admin, "b2b-sales", withSamples: true, Stop));
        Assert.Equal(["windows-installation"], await Get<IRecipes>().AppliedAsync(Stop));
        Assert.Equal(before, (await Get<ITenantStates>().GetAsync(Stop)).Model.Hash);
        Assert.Equal(0, await CountAsync("Contact"));
    }

    [Fact]
    public async Task A_tenant_is_set_up_with_a_recipe_that_applies_once_and_goes_without_a_trace()
    {
        await SetUpAsync("b2b-sales", "RUB");
        using var _ = Get<ITenantAccessor>().Enter(_tenant);
        var recipes = Get<IRecipes>();
        var samples = (await recipes.ReadAsync("windows-installation", Stop)).Records;
        var before = (await Get<ITenantStates>().GetAsync(Stop)).Model.Hash;

        var done = await recipes.ApplyAsync(Admin, "windows-installation", withSamples: true, Stop);
        Assert.Contains("type MeasurementVisit", done.Added);
        Assert.Equal(samples.Count(s => s.Type == "MeasurementVisit"), await CountAsync("MeasurementVisit"));
        var stamp = (await Get<ITenantStates>().GetAsync(Stop)).Stamp;
        Assert.True((await recipes.PlanAsync("windows-installation", Stop)).IsEmpty);
        Assert.True((await recipes.ApplyAsync(Admin, "windows-installation", withSamples: true, Stop)).IsEmpty);
        Assert.Equal(stamp, (await Get<ITenantStates>().GetAsync(Stop)).Stamp);

        var removed = await recipes.RemoveAsync(Admin, "windows-installation", withSamples: true, Stop);
        Assert.Contains("type MeasurementVisit", removed.Removed);
        Assert.Equal(before, (await Get<ITenantStates>().GetAsync(Stop)).Model.Hash);
        Assert.Equal(["b2b-sales"], await recipes.AppliedAsync(Stop));
    }

    [Fact]
    public async Task The_sample_modules_guard_refuses_and_its_handler_acts_after_the_commit()
    {
        await SetUpAsync("b2b-sales");
        using var _ = Get<ITenantAccessor>().Enter(_tenant);
        await Get<IFeatures>().EnableAsync(Admin, ["Acme.Loyalty"], Stop);
        var contact = await CreateAsync("Contact", ("firstName", "Ada"), ("lastName", "Byron"));
        var refused = await Assert.ThrowsAsync<ValidationError>(() => CreateAsync("AcmeCard", ("name", "C-0"), ("contact", contact), ("points", -5L)));
        Assert.Contains(refused.Findings, f => f.Code.Id == "acme-loyalty.negative-points");

        await _host.StartAsync(Stop);
        var card = await CreateAsync("AcmeCard", ("name", "C-1"), ("contact", contact), ("points", 1200L));
        Assert.Equal("gold", await UntilAsync(() => TierAsync(card), tier => tier as string == "gold"));
    }

    [Fact]
    public async Task An_event_left_by_a_killed_process_is_handled_by_the_next()
    {
        await SetUpAsync("b2b-sales");
        long card;
        using (Get<ITenantAccessor>().Enter(_tenant))
        {
            await Get<IFeatures>().EnableAsync(Admin, ["Acme.Loyalty"], Stop);
            var contact = await CreateAsync("Contact", ("firstName", "Ada"), ("lastName", "Byron"));
            // The dispatcher of this process never ran: as if it had been killed right after the commit.
            card = await CreateAsync("AcmeCard", ("name", "C-1"), ("contact", contact), ("points", 1200L));
        }

        await StopAsync(_host);
        var later = new ManualTime(TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(2));
        _host = Build(later);
        await _host.StartAsync(Stop);
        using var _ = Get<ITenantAccessor>().Enter(_tenant);
        Assert.Equal("gold", await UntilAsync(() => TierAsync(card), tier => tier as string == "gold"));
    }

    [Fact]
    public async Task Features_that_are_off_take_their_types_along_and_bring_them_back_with_their_data()
    {
        await SetUpAsync(null);
        using var _ = Get<ITenantAccessor>().Enter(_tenant);
        var features = Get<IFeatures>();
        await features.EnableAsync(Admin, ["Acme.Loyalty"], Stop);
        var contact = await CreateAsync("Contact", ("firstName", "Ada"), ("lastName", "Byron"));
        await CreateAsync("AcmeCard", ("name", "C-1"), ("contact", contact));
        await features.DisableAsync(Admin, "Acme.Loyalty", Stop);
        Assert.Equal("content.unknown-type", (await Assert.ThrowsAsync<UserError>(() => CountAsync("AcmeCard"))).Id);
        await features.EnableAsync(Admin, ["Acme.Loyalty"], Stop);
        Assert.Equal(1, await CountAsync("AcmeCard"));
    }

    private async Task SetUpAsync(string? recipe, string currency = "USD") =>
        _tenant = await Get<ITenantSetup>().SetUpAsync(_tenant, Admin, TenantSettings.Default with { BaseCurrency = currency }, recipe, withSamples: false, null, Stop);

    private async Task<long> CreateAsync(string type, params (string Field, object? Value)[] values)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        var change = new CreateChange(type, values.ToDictionary(v => v.Field, v => v.Value));
        var set = new ChangeSet { Actor = Admin, Act = new ActInfo("form"), Changes = [change] };
        return (await scope.ServiceProvider.GetRequiredService<IContentWriter>().ApplyAsync(set, Stop)).Results[0].Record.Id;
    }

    private async Task<long> CountAsync(string type)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        var query = new ContentQuery { Type = type, Aggregates = [new Aggregate("count")] };
        return (long)(await scope.ServiceProvider.GetRequiredService<IContentReader>().QueryAsync(Admin, query, Stop)).Rows[0].Values[0]!;
    }

    private async Task<object?> TierAsync(long card)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<IContentReader>().FindAsync(Admin, "AcmeCard", card, Stop))!["tier"];
    }

    private static async Task<object?> UntilAsync(Func<Task<object?>> read, Func<object?, bool> reached)
    {
        for (var i = 0; i < 500; i++)
        {
            var value = await read();
            if (reached(value))
            {
                return value;
            }

            await Task.Delay(20, Stop);
        }

        return await read();
    }

    private T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    private IHost Build(TimeProvider? time = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        var options = new PlatformOptions { DataDirectory = _data.FullName, RecipeFolders = [Repository.Recipes], ModuleFolders = [_modules.Root] };
        builder.Services.AddLogging();
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddCrmData();
        builder.Services.AddCrmContent();
        builder.Services.AddCrmKernel(options, Repository.Modules);
        return builder.Build();
    }

    private static async Task StopAsync(IHost host)
    {
        await host.StopAsync(CancellationToken.None);
        await ((IAsyncDisposable)host).DisposeAsync();
    }
}

using CrmPlatform.Content;
using CrmPlatform.Data;
using CrmPlatform.Recipes;
using CrmPlatform.Tenants;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CrmPlatform.Tests.Support;

/// <summary>Base of suites that run on both databases: a subclass per database, a fresh tenant per test.</summary>
public abstract class StorageTests(DatabaseKind kind) : IAsyncLifetime
{
    private ServiceProvider? _services;
    private TestPlace? _place;

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected static DateTimeOffset Now { get; } = new(2026, 11, 21, 12, 0, 0, 0, TimeSpan.Zero);

    private protected TestPlace Place => _place!;

    private protected IServiceProvider Services => _services!;

    private protected DatabaseKind Kind { get; } = kind;

    private protected Tenant Tenant => Place.Tenant;

    private protected ITenantDatabase Database => Services.GetRequiredService<ITenantDatabase>();

    private protected ITenantStateStore States => Services.GetRequiredService<ITenantStateStore>();

    public async ValueTask InitializeAsync()
    {
        _place = await Databases.NewAsync(Kind);
        _services = NewServices();
    }

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
        {
            await _services.DisposeAsync();
        }

        if (_place is not null)
        {
            await _place.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Storage as a process of its own would have it, over the same place.</summary>
    private protected ServiceProvider NewServices()
    {
        var services = new ServiceCollection();
        services.AddSingleton(Place.Options);
        services.AddSingleton<ITenantAccessor>(new OneTenant(Tenant));
        services.AddLogging();
        services.AddCrmData();
        return services.BuildServiceProvider();
    }

    /// <summary>Ends the process of before and starts another on the same data.</summary>
    private protected async Task RestartAsync()
    {
        await _services!.DisposeAsync();
        _services = NewServices();
    }

    /// <summary>Makes the tables of a model and the tenant's state.</summary>
    private protected async Task<string> UseAsync(ContentModel model)
    {
        var stamp = await States.StampAsync(Tenant, Token);
        var state = new StoredTenantState(stamp, [], [], null, TenantSettings.Default, new Dictionary<string, int>(), model.Hash);
        return await States.SaveAsync(Tenant, state, model, stamp, Token);
    }

    private protected async Task InsertAsync(ContentType type, params RecordWrite[] records)
    {
        await using var session = await Database.WriteAsync(WritePriority.Interactive, Token);
        await session.InsertAsync(type, records, Token);
        await session.CommitAsync(Token);
    }

    private protected async Task<ContentRecord?> FindAsync(ContentType type, long id)
    {
        await using var session = await Database.ReadAsync(Token);
        return await session.FindAsync(type, id, Token);
    }

    private protected static RecordWrite Record(ContentType type, long id, params (string Field, object? Value)[] values) =>
        Record(type, id, 1, values);

    private protected static RecordWrite Record(ContentType type, long id, long version, params (string Field, object? Value)[] values)
    {
        var all = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase)
        {
            [SystemFields.CreatedAt] = Now,
            [SystemFields.CreatedBy] = 1L,
            [SystemFields.CreatedAct] = 1L,
            [SystemFields.UpdatedAt] = Now,
            [SystemFields.UpdatedBy] = 1L,
        };
        foreach (var (field, value) in values)
        {
            all[field] = value;
        }

        var keys = type.DuplicateKeys.Select(key => Joined(key, all)).ToList();
        return new RecordWrite(new ContentRecord(type.Id, id, version, all), keys);
    }

    private static string? Joined(DuplicateKey key, Dictionary<string, object?> values)
    {
        var parts = key.Fields.Select(f => values.GetValueOrDefault(f.Id) as string).ToList();
        return parts.Contains(null) ? null : string.Join('\u001f', parts.Select(p => TextFolding.Fold(p!)));
    }

    private sealed class OneTenant(Tenant tenant) : ITenantAccessor
    {
        public Tenant Current => tenant;

        public Tenant CurrentOrNull => tenant;

        public IDisposable Enter(Tenant other) => throw new NotSupportedException();
    }
}

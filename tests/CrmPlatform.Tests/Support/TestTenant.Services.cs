using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Events;
using CrmPlatform.Modules;
using CrmPlatform.Recipes;
using CrmPlatform.Tenants;
using Microsoft.Extensions.DependencyInjection;

namespace CrmPlatform.Tests.Support;

/// <summary>A clock that tests set.</summary>
internal sealed class TestClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}

/// <summary>One tenant, whatever flow of control asks.</summary>
internal sealed class OneTenant(Tenant tenant) : ITenantAccessor
{
    public Tenant Current => tenant;
    public Tenant? CurrentOrNull => tenant;

    public IDisposable Enter(Tenant other) => new Nothing();

    private sealed class Nothing : IDisposable
    {
        public void Dispose()
        {
        }
    }
}

/// <summary>The state of the tenant from its store, over the layers that the test gave.</summary>
internal sealed class TestStates(ITenantAccessor tenants, ITenantStateStore store, IContentModelFactory models) : ITenantStates, IContentModels
{
    private TenantState? _state;

    /// <summary>What the next reload builds its model of.</summary>
    public IReadOnlyList<Layer> Layers { get; set; } = [];

    /// <summary>Answers once more with what was known, as a host does whose state changes just after it looked.</summary>
    public bool LooksAway { get; set; }

    public async ValueTask<TenantState> GetAsync(CancellationToken cancellationToken)
    {
        if (LooksAway)
        {
            LooksAway = false;
            return _state!;
        }

        return await GetAsync((await store.StampAsync(tenants.Current, cancellationToken))!, cancellationToken);
    }

    public async ValueTask<TenantState> GetAsync(string knownStamp, CancellationToken cancellationToken)
    {
        if (_state?.Stamp == knownStamp)
        {
            return _state;
        }

        var stored = await store.LoadAsync(tenants.Current, cancellationToken) ?? throw new InvalidOperationException("The test tenant has no state.");
        return _state = new TenantState(stored.Stamp!, new HashSet<string>(stored.Features), Layers, models.Build(Layers), stored.Settings);
    }

    async ValueTask<ContentModel> IContentModels.GetAsync(CancellationToken cancellationToken) => (await GetAsync(cancellationToken)).Model;

    /// <summary>Changes the layers, as enabling a feature does: tables follow, the stamp is another.</summary>
    public async Task ChangeAsync(IReadOnlyList<Layer> layers, TenantSettings settings, CancellationToken cancellationToken)
    {
        Layers = layers;
        var model = models.Build(layers);
        var stamp = await store.StampAsync(tenants.Current, cancellationToken);
        var state = new StoredTenantState(stamp, [], [], null, settings, new Dictionary<string, int>(), model.Hash);
        await store.SaveAsync(tenants.Current, state, model, stamp, cancellationToken);
    }
}

/// <summary>Extensions are whatever the test registered.</summary>
internal sealed class TestExtensions<T>(IServiceProvider services) : IExtensions<T>
    where T : class
{
    public ValueTask<IReadOnlyList<T>> AllAsync(CancellationToken cancellationToken) => new([.. services.GetServices<T>()]);
}

internal sealed class TestSignal : IOutboxSignal
{
    /// <summary>Set: the process "dies" between commit and signal.</summary>
    public bool DiesAfterCommit { get; set; }
    public Action? OnNotify { get; set; }
    public int Prepared { get; private set; }
    public int Notified { get; private set; }

    public ValueTask PrepareAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        Prepared++;
        return ValueTask.CompletedTask;
    }

    public void Notify(Tenant tenant)
    {
        if (DiesAfterCommit)
        {
            throw new InvalidOperationException("The process died after the commit.");
        }

        Notified++;
        OnNotify?.Invoke();
    }
}

internal sealed class TestEventScope : IEventScope
{
    public int Depth { get; set; }
}

/// <summary>A guard made of a function.</summary>
internal sealed class TestGuard(string type, Func<GuardedChange, GuardContext, CancellationToken, ValueTask> check) : IChangeGuard
{
    public bool AppliesTo(ContentType contentType) => contentType.Id == type;

    public ValueTask CheckAsync(GuardedChange change, GuardContext context, CancellationToken cancellationToken) => check(change, context, cancellationToken);
}

/// <summary>Record rights made of a function.</summary>
internal sealed class TestAccess(Func<Actor, ContentType, RecordVerb, RecordLimits?> limit) : IRecordAccess
{
    public ValueTask<RecordLimits?> LimitAsync(Actor actor, ContentType type, RecordVerb verb, CancellationToken cancellationToken) =>
        new(limit(actor, type, verb));
}

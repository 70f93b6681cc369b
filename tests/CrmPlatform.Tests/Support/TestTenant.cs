using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Duplicates;
using CrmPlatform.Content.Pipelines;
using CrmPlatform.Content.Queries;
using CrmPlatform.Data;
using CrmPlatform.Errors;
using CrmPlatform.Events;
using CrmPlatform.Modules;
using CrmPlatform.Tenants;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Xunit;

namespace CrmPlatform.Tests.Support;

/// <summary>
/// A tenant with the content services over some layers, on a database of its own, without kernel or web. The calls below act
/// as the platform itself unless an actor is given.
/// </summary>
internal sealed class TestTenant : IAsyncDisposable
{
    private readonly TestPlace _place;
    private readonly ServiceProvider _services;
    private readonly AsyncServiceScope _scope;

    private TestTenant(TestPlace place, ServiceProvider services)
    {
        _place = place;
        _services = services;
        _scope = services.CreateAsyncScope();
    }

    public Tenant Tenant => _place.Tenant;
    public TestClock Clock => (TestClock)_services.GetRequiredService<TimeProvider>();
    public TestSignal Signal => (TestSignal)_services.GetRequiredService<IOutboxSignal>();
    public IServiceProvider Services => _scope.ServiceProvider;
    public ITenantDatabase Database => Services.GetRequiredService<ITenantDatabase>();
    public IBulkWriter Writer => Services.GetRequiredService<IBulkWriter>();
    public IContentReader Reader => Services.GetRequiredService<IContentReader>();
    public IActs Acts => Services.GetRequiredService<IActs>();
    public IHistory History => Services.GetRequiredService<IHistory>();
    public IPipelineReports Reports => Services.GetRequiredService<IPipelineReports>();
    public IDuplicates Duplicates => Services.GetRequiredService<IDuplicates>();
    public TestStates States => _services.GetRequiredService<TestStates>();
    public DateOnly Today => DateOnly.FromDateTime(Clock.Now.UtcDateTime);

    /// <summary>The folder that would be the host's data directory.</summary>
    public string DataDirectory => _place.Options.DataDirectory;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="configure">Further services: guards (<see cref="IChangeGuard"/>) and the like, found as extensions.</param>
    public static async Task<TestTenant> CreateAsync(
        DatabaseKind kind, IReadOnlyList<Layer> layers, TenantSettings? settings = null, Action<IServiceCollection>? configure = null)
    {
        var place = await Databases.NewAsync(kind);
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddSingleton(place.Options);
        collection.AddSingleton<TimeProvider>(new TestClock(new DateTimeOffset(2026, 11, 21, 10, 30, 0, TimeSpan.Zero)));
        collection.AddSingleton<ITenantAccessor>(new OneTenant(place.Tenant));
        collection.AddCrmData();
        collection.AddCrmContent();
        collection.AddSingleton<TestStates>();
        collection.AddSingleton<ITenantStates>(p => p.GetRequiredService<TestStates>());
        collection.AddSingleton<IContentModels>(p => p.GetRequiredService<TestStates>());
        collection.AddSingleton<IOutboxSignal, TestSignal>();
        collection.AddSingleton<IEventScope, TestEventScope>();
        collection.TryAdd(ServiceDescriptor.Scoped(typeof(IExtensions<>), typeof(TestExtensions<>)));
        configure?.Invoke(collection);
        var test = new TestTenant(place, collection.BuildServiceProvider(validateScopes: true));
        await test.ChangeLayersAsync(layers, settings);
        return test;
    }

    /// <summary>A person with rights; all of content unless they are given.</summary>
    public static Actor Person(string name, long? employee = null, params string[] permissions)
    {
        string[] all = [Permission.ContentView, Permission.ContentEdit, Permission.ContentDelete, Permission.ContentPurge];
        return new Actor("user:" + name, name, employee, new HashSet<string>(permissions.Length == 0 ? all : permissions, StringComparer.OrdinalIgnoreCase));
    }

    public static ChangeSet Set(Actor actor, params IReadOnlyList<Change> changes) =>
        new() { Actor = actor, Act = new ActInfo("form"), Changes = changes };

    /// <summary>Another user of the same tenant, with services of their own.</summary>
    public TestScope NewScope() => new(_services.CreateAsyncScope());

    public Task ChangeLayersAsync(IReadOnlyList<Layer> layers, TenantSettings? settings = null) =>
        _services.GetRequiredService<TestStates>().ChangeAsync(layers, settings ?? TenantSettings.Default, Token);

    public Task<WriteResult> ApplyAsync(params Change[] changes) => Writer.ApplyAsync(Set(Actor.System, changes), Token);

    public Task<WriteResult> ApplyAsync(Actor actor, WriteOptions options, params Change[] changes) =>
        Writer.ApplyAsync(Set(actor, changes) with { Options = options }, Token);

    /// <summary>The one finding of a set that is refused.</summary>
    public async Task<FieldError> RefusedAsync(params Change[] changes) =>
        Assert.Single((await Assert.ThrowsAsync<ValidationError>(() => ApplyAsync(changes))).Findings);

    public Task<long> AddAsync(string type, params (string Field, object? Value)[] values) => AddAsync(Actor.System, type, values);

    public async Task<long> AddAsync(Actor actor, string type, params (string Field, object? Value)[] values)
    {
        var result = await Writer.ApplyAsync(Set(actor, new CreateChange(type, Values.Of(values))), Token);
        return result.Results[0].Record.Id;
    }

    public Task<ContentRecord?> FindAsync(string type, long id) => Reader.FindAsync(Actor.System, type, id, Token);

    public async Task<ContentRecord> GetAsync(string type, long id)
    {
        var record = await FindAsync(type, id);
        Assert.NotNull(record);
        return record;
    }

    public async Task<long> CountAsync(string type, FilterNode? where = null)
    {
        var page = await Reader.QueryAsync(Actor.System, new ContentQuery { Type = type, Where = where, Aggregates = [new Aggregate("count")] }, Token);
        return (long)page.Rows[0].Values[0]!;
    }

    public async Task<IReadOnlyList<object?>> ColumnAsync(string type, string column, params string[] sort)
    {
        var page = await Reader.QueryAsync(Actor.System, new ContentQuery { Type = type, Columns = [column], Sort = sort, Limit = ContentQuery.MaxLimit }, Token);
        return [.. page.Rows.Select(r => r.Values[0])];
    }

    public async Task<IReadOnlyList<StageMoveRow>> MovesAsync(string type, long id)
    {
        await using var session = await Database.ReadAsync(Token);
        return [.. (await session.Tables.StageMovesOfAsync(type, id, Token)).OrderBy(m => m.At)];
    }

    public async Task<IReadOnlyList<HistoryRow>> RawHistoryAsync(string type, long id)
    {
        await using var session = await Database.ReadAsync(Token);
        return await session.Tables.HistoryOfAsync(type, id, 1000, Token);
    }

    /// <summary>The events that wait in the outbox, leased for a moment.</summary>
    public Task<IReadOnlyList<OutboxMessage>> EventsAsync() =>
        Services.GetRequiredService<IOutboxStore>().LeaseAsync(Tenant, 1000, TimeSpan.Zero, Token);

    public async Task SetRateAsync(string currency, DateOnly from, decimal rate)
    {
        await using var session = await Database.WriteAsync(WritePriority.Interactive, Token);
        await session.Tables.SetRateAsync(currency, from, rate, Token);
        await session.CommitAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _scope.DisposeAsync();
        await _services.DisposeAsync();
        await _place.DisposeAsync();
    }
}

/// <summary>The services of another user.</summary>
internal sealed class TestScope(AsyncServiceScope scope) : IAsyncDisposable
{
    public IServiceProvider Services => scope.ServiceProvider;
    public IBulkWriter Writer => Services.GetRequiredService<IBulkWriter>();
    public IContentReader Reader => Services.GetRequiredService<IContentReader>();
    public IActs Acts => Services.GetRequiredService<IActs>();

    public ValueTask DisposeAsync() => scope.DisposeAsync();
}

/// <summary>Values of a record, written shortly.</summary>
internal static class Values
{
    public static IReadOnlyDictionary<string, object?> Of(params (string Field, object? Value)[] values) =>
        values.ToDictionary(v => v.Field, v => v.Value, StringComparer.OrdinalIgnoreCase);
}

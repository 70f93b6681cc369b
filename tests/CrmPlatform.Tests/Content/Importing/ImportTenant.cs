using System.Globalization;
using System.Text;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Fields;
using CrmPlatform.Content.Importing;
using CrmPlatform.Content.Importing.Files;
using CrmPlatform.Content.Importing.Mapping;
using CrmPlatform.Content.Model;
using CrmPlatform.Data;
using CrmPlatform.Events;
using CrmPlatform.Recipes;
using CrmPlatform.Kernel.Localization;
using CrmPlatform.Localization;
using CrmPlatform.Modules;
using CrmPlatform.Tenants;
using CrmPlatform.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CrmPlatform.Tests.Content.Importing;

/// <summary>A tenant with what imports need, and short ways to import and look.</summary>
internal sealed class ImportTenant : IAsyncDisposable
{
    private readonly TestPlace _place;
    private readonly Action<IServiceCollection>? _configure;
    private ServiceProvider _services;

    private ImportTenant(TestPlace place, Action<IServiceCollection>? configure)
    {
        _place = place;
        _configure = configure;
        _services = Build();
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public string Files => Path.Combine(_place.Options.DataDirectory, "tenants", _place.Tenant.Name, "files", "imports");

    public ImportFaults Faults { get; } = new();

    public Actor Actor { get; set; } = CrmPlatform.Content.Actor.System;

    public static async Task<ImportTenant> CreateAsync(DatabaseKind database, IReadOnlyList<Layer>? layers = null, string currency = "USD", Action<IServiceCollection>? configure = null)
    {
        var tenant = new ImportTenant(await Databases.NewAsync(database), configure);
        await tenant.Get<ImportStates>().SetUpAsync(
            layers ?? [new PlatformLayer().Build(), ImportTypes.Layer], new TenantSettings("Test", "en", "Europe/Berlin", currency), Token);
        return tenant;
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public async Task<ImportProgress> ImportAsync(string csv, string mapping, bool dryRun = false, string file = "test.csv") =>
        await ImportAsync(Encoding.UTF8.GetBytes(csv), ImportMappings.Parse(mapping), dryRun, file);

    public async Task<ImportProgress> ImportAsync(byte[] csv, ImportMapping mapping, bool dryRun = false, string file = "test.csv")
    {
        using var stream = new MemoryStream(csv);
        var id = await Get<IImports>().StartAsync(Actor, stream, file, mapping, dryRun, Token);
        return await Get<IImports>().RunAsync(id, null, Token);
    }

    public async Task<long> StartAsync(string csv, string mapping, bool dryRun = false)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(csv));
        return await Get<IImports>().StartAsync(Actor, stream, "test.csv", ImportMappings.Parse(mapping), dryRun, Token);
    }

    /// <summary>The live records of a type by id, their values as texts and links by name. Goes round the queries, which have tests of their own.</summary>
    public async Task<List<string>> QueryAsync(string typeId, params string[] columns)
    {
        var model = await Get<IContentModels>().GetAsync(Token);
        var type = model.Get(typeId);
        var ids = Enumerable.Range(1, (int)await Get<ITenantDatabase>().ReserveIdsAsync(1, Token)).Select(i => (long)i);
        await using var session = await Get<ITenantDatabase>().ReadAsync(Token);
        var records = new List<ContentRecord>();
        foreach (var some in ids.Chunk(500))
        {
            records.AddRange((await session.FindManyAsync(type, some, Token)).Where(r => r[SystemFields.DeletedAt] is null));
        }

        var links = records.SelectMany(r => columns.SelectMany(c => Links(type.Fields[c], r[c]))).Distinct().ToList();
        var names = await session.NamesAsync(model, links, Token);
        return [.. records.OrderBy(r => r.Id).Select(r => string.Join('|', columns.Select(c => Text(type.Fields[c], r[c], names))))];
    }

    public async Task<long> CountAsync(string type) => (await QueryAsync(type, SystemFields.Id)).Count;

    public async Task<string> ErrorsAsync(ImportProgress import)
    {
        await using var stream = await Get<IImports>().OpenErrorsAsync(import.Id, Token);
        return stream is null ? "" : await new StreamReader(stream).ReadToEndAsync(Token);
    }

    /// <summary>The process dies and another begins: nothing in memory is left.</summary>
    public async Task RestartAsync()
    {
        var layers = Get<ImportStates>().Layers;
        await _services.DisposeAsync();
        Faults.Clear();
        _services = Build();
        Get<ImportStates>().Layers = layers;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _place.DisposeAsync();
    }

    private static IEnumerable<RecordRef> Links(ContentField field, object? value) => value switch
    {
        RecordRef record => [record],
        long id when field.TargetType is { } type => [new RecordRef(type, id)],
        IReadOnlyList<long> ids => ids.Select(id => new RecordRef(field.TargetType!, id)),
        _ => [],
    };

    private static string Text(ContentField field, object? value, IReadOnlyDictionary<RecordRef, RecordLink> names)
    {
        var links = Links(field, value).Select(l => names[l].Name).Order(StringComparer.Ordinal).ToList();
        return links.Count > 0 ? string.Join('+', links) : value switch
        {
            null => "",
            IReadOnlyList<string> texts => string.Join('+', texts),
            Money money => $"{money.Amount.ToString("0.##", CultureInfo.InvariantCulture)} {money.Currency}",
            DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            decimal number => number.ToString("0.###", CultureInfo.InvariantCulture),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
    }

    private ServiceProvider Build()
    {
        var services = new ServiceCollection();
        services.AddSingleton(_place.Options);
        services.AddSingleton<ITenantAccessor>(new OnlyTenant(_place.Tenant));
        services.AddSingleton(TimeProvider.System);
        services.AddLogging();
        services.AddCrmData();
        services.AddCrmContent();
        services.AddImporting();
        services.AddSingleton<ImportStates>();
        services.AddSingleton<ITenantStates>(p => p.GetRequiredService<ImportStates>());
        services.AddSingleton<IContentModels>(p => p.GetRequiredService<ImportStates>());
        services.AddSingleton(typeof(IExtensions<>), typeof(RegisteredExtensions<>));
        services.AddSingleton<IOutboxSignal, SilentSignal>();
        services.AddSingleton<IEventScope, TopScope>();
        services.AddSingleton<ITexts>(new TextCatalog(() => [typeof(IImports).Assembly, typeof(TextCatalog).Assembly]));
        services.AddScoped<IImports>(p => new Imports(
            p.GetRequiredService<ITenantDatabase>(), new FaultyWriter(p.GetRequiredService<IBulkWriter>(), Faults), p.GetRequiredService<IContentReader>(), p.GetRequiredService<ITenantStates>(), p.GetRequiredService<ITenantAccessor>(),
            p.GetRequiredService<IFieldTypes>(), p.GetRequiredService<IImportFiles>(), p.GetRequiredService<ITexts>(), p.GetRequiredService<CrmPlatform.Content.Acts.WorkNews>(), p.GetRequiredService<TimeProvider>()));
        _configure?.Invoke(services);
        return services.BuildServiceProvider();
    }
}

internal sealed class OnlyTenant(Tenant tenant) : ITenantAccessor
{
    public Tenant Current => tenant;
    public Tenant? CurrentOrNull => tenant;

    public IDisposable Enter(Tenant other) => throw new NotSupportedException();
}

/// <summary>The tenant's state over layers that the test gives.</summary>
internal sealed class ImportStates(ITenantAccessor tenants, ITenantStateStore store, IContentModelFactory models) : ITenantStates, IContentModels
{
    private TenantState? _state;

    public IReadOnlyList<Layer> Layers { get; set; } = [];

    public async ValueTask<TenantState> GetAsync(CancellationToken cancellationToken)
    {
        if (_state is null)
        {
            var stored = (await store.LoadAsync(tenants.Current, cancellationToken))!;
            _state = new TenantState(stored.Stamp!, new HashSet<string>(StringComparer.OrdinalIgnoreCase), Layers, models.Build(Layers), stored.Settings);
        }

        return _state;
    }

    public ValueTask<TenantState> GetAsync(string knownStamp, CancellationToken cancellationToken) => GetAsync(cancellationToken);

    async ValueTask<ContentModel> IContentModels.GetAsync(CancellationToken cancellationToken) => (await GetAsync(cancellationToken)).Model;

    public async Task SetUpAsync(IReadOnlyList<Layer> layers, TenantSettings settings, CancellationToken cancellationToken)
    {
        Layers = layers;
        var model = models.Build(layers);
        var state = new StoredTenantState(null, [], [], null, settings, new Dictionary<string, int>(StringComparer.Ordinal), model.Hash);
        await store.SaveAsync(tenants.Current, state, model, null, cancellationToken);
    }
}

internal sealed class RegisteredExtensions<T>(IServiceProvider services) : IExtensions<T>
    where T : class
{
    public ValueTask<IReadOnlyList<T>> AllAsync(CancellationToken cancellationToken) => new([.. services.GetServices<T>()]);
}

internal sealed class SilentSignal : IOutboxSignal
{
    public ValueTask PrepareAsync(Tenant tenant, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public void Notify(Tenant tenant)
    {
    }
}

internal sealed class TopScope : IEventScope
{
    public int Depth => 0;
}

/// <summary>Where a process dies.</summary>
internal enum Death
{
    BeforeTheSlice,
    BeforeTheState,
    BeforeTheCommit,
    AfterTheCommit,
}

/// <summary>Kills an import at a step of one of its slices.</summary>
internal sealed class ImportFaults
{
    private (Death At, int Slice, Exception Cause)? _planned;
    private int _slices;

    public int Slices => _slices;

    public void Plan(Death at, int slice, Exception? cause = null) => (_planned, _slices) = ((at, slice, cause ?? new KilledException()), 0);

    public void Clear() => _planned = null;

    public void Begin() => _slices++;

    public void Reach(Death step)
    {
        if (_planned is { } planned && planned.At == step && planned.Slice == _slices)
        {
            throw planned.Cause;
        }
    }
}

internal sealed class KilledException : Exception;

/// <summary>The gate, with a process that may die around it.</summary>
internal sealed class FaultyWriter(IBulkWriter inner, ImportFaults faults) : IBulkWriter
{
    public async Task<WriteResult> ApplyAsync(ChangeSet set, WriteParticipant participant, CancellationToken cancellationToken)
    {
        faults.Begin();
        faults.Reach(Death.BeforeTheSlice);
        var result = await inner.ApplyAsync(
            set,
            async (session, written, token) =>
            {
                faults.Reach(Death.BeforeTheState);
                await participant(session, written, token);
                faults.Reach(Death.BeforeTheCommit);
            },
            cancellationToken);
        faults.Reach(Death.AfterTheCommit);
        return result;
    }

    public Task<WriteResult> ApplyAsync(ChangeSet set, CancellationToken cancellationToken) => inner.ApplyAsync(set, cancellationToken);

    public Task<long> ReserveIdsAsync(int count, CancellationToken cancellationToken) => inner.ReserveIdsAsync(count, cancellationToken);
}

/// <summary>Sees every report of an import at once, on the thread that makes it.</summary>
internal sealed class ImportWatch(Action<ImportProgress> see) : IProgress<ImportProgress>
{
    public void Report(ImportProgress value) => see(value);
}

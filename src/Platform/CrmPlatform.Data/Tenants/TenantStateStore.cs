using System.Security.Cryptography;
using System.Text.Json;
using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Data.Connections;
using CrmPlatform.Data.Dialects;
using CrmPlatform.Data.Schema;
using CrmPlatform.Errors;
using CrmPlatform.Recipes;
using CrmPlatform.Tenants;

namespace CrmPlatform.Data.Tenants;

/// <summary>A tenant's state in its own database, and the tables that the state's model needs.</summary>
internal sealed class TenantStateStore(TenantStorages storages, IDuplicateKeyText duplicates) : ITenantStateStore
{
    public async ValueTask<string?> StampAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        var storage = storages.Get(tenant);
        await using var link = await storage.OpenAsync(cancellationToken);
        return await link.FirstAsync(TenantStorage.Stamp, [], row => Noted(storage, row.TextOrNull(1), row.Text(0)), cancellationToken);
    }

    public async Task<StoredTenantState?> LoadAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        var storage = storages.Get(tenant);
        await using var link = await storage.OpenAsync(cancellationToken);
        return await link.FirstAsync(
            "select stamp, features, recipes, own, settings, upgrades, model_hash, names from sys_state where id = 1",
            [],
            row => Noted(storage, row.TextOrNull(7), Read(row)),
            cancellationToken);
    }

    /// <summary>
    /// Tables and state change together; then old rows are filled and indexes built. Until that is done the state has no model's
    /// hash, so that whoever loads it after a kill saves it again and thereby goes on.
    /// </summary>
    public async Task<string> SaveAsync(Tenant tenant, StoredTenantState state, ContentModel model, string? expectedStamp, CancellationToken cancellationToken)
    {
        var storage = storages.Get(tenant);
        string stamp;
        string? names;
        await using (var scope = await storage.BeginAsync(WritePriority.Interactive, cancellationToken))
        {
            await storage.LockAsync(scope.Link, cancellationToken);
            if (await StampAsync(scope.Link, cancellationToken) != expectedStamp)
            {
                throw PlatformErrors.StateChanged.With();
            }

            names = await TableConvergence.RunAsync(scope.Link, model, cancellationToken);
            stamp = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
            await WriteAsync(scope.Link, state, stamp, names, cancellationToken);
            await scope.CommitAsync(cancellationToken);
        }

        await FinishAsync(storage, state, model, stamp, names, cancellationToken);
        return stamp;
    }

    private async Task FinishAsync(TenantStorage storage, StoredTenantState state, ContentModel model, string stamp, string? names, CancellationToken cancellationToken)
    {
        await using (await BuildTurn.TakeAsync(storage, cancellationToken))
        {
            await new Backfill(storage, duplicates).RunAsync(model, cancellationToken);
            await new IndexBuilder(storage).RunAsync(model, storage.Names(names), cancellationToken);
        }

        await using var scope = await storage.BeginAsync(WritePriority.Interactive, cancellationToken);
        await scope.Link.ExecuteAsync(
            "update sys_state set model_hash = $1 where id = 1 and stamp = $2", [Arg.Text(state.ModelHash ?? model.Hash), Arg.Text(stamp)], cancellationToken);
        await scope.CommitAsync(cancellationToken);
    }

    private static T Noted<T>(TenantStorage storage, string? names, T read)
    {
        _ = storage.Names(names);
        return read;
    }

    private static async ValueTask<string?> StampAsync(Link link, CancellationToken cancellationToken) =>
        await link.FirstAsync("select stamp from sys_state where id = 1", [], row => row.Text(0), cancellationToken);

    private static async Task WriteAsync(Link link, StoredTenantState state, string stamp, string? names, CancellationToken cancellationToken) =>
        await link.ExecuteAsync(
            """
            insert into sys_state (id, stamp, names, features, recipes, own, settings, upgrades, model_hash) values (1, $1, $2, $3, $4, $5, $6, $7, null)
            on conflict (id) do update set stamp = excluded.stamp, names = excluded.names, features = excluded.features, recipes = excluded.recipes,
              own = excluded.own, settings = excluded.settings, upgrades = excluded.upgrades, model_hash = null
            """,
            [
                Arg.Text(stamp), Arg.Text(names), Json(state.Features), Json(state.Recipes), Arg.Text(state.Own is null ? null : JsonSerializer.Serialize(state.Own, DefinitionJson.Options)),
                Json(state.Settings), Json(state.Upgrades),
            ],
            cancellationToken);

    private static Arg Json<T>(T value) => Arg.Text(JsonSerializer.Serialize(value, DefinitionJson.Options));

    private static StoredTenantState Read(Row row) =>
        new(
            row.Text(0),
            Parse<List<string>>(row.Text(1)),
            Parse<List<AppliedRecipe>>(row.Text(2)),
            row.TextOrNull(3) is { } own ? Parse<Layer>(own) : null,
            Parse<TenantSettings>(row.Text(4)),
            new Dictionary<string, int>(Parse<Dictionary<string, int>>(row.Text(5)), StringComparer.OrdinalIgnoreCase),
            row.TextOrNull(6));

    private static T Parse<T>(string json) => JsonSerializer.Deserialize<T>(json, DefinitionJson.Options)!;
}

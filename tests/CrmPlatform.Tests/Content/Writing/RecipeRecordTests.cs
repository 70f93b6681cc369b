using System.Text.Json;
using CrmPlatform.Content;
using CrmPlatform.Errors;
using CrmPlatform.Recipes;
using CrmPlatform.Tenants;
using CrmPlatform.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CrmPlatform.Tests.Content.Writing;

public sealed class SqliteRecipeRecordTests() : RecipeRecordTests(DatabaseKind.Sqlite);

public sealed class PostgresRecipeRecordTests() : RecipeRecordTests(DatabaseKind.Postgres);

public abstract class RecipeRecordTests(DatabaseKind kind)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly IReadOnlyList<RecipeRecord> _samples =
    [
        Record("Employee", "e.tom", """{"name":"Tom","manager":"e.vera"}"""),
        Record("Employee", "e.vera", """{"name":"Vera","manager":"e.tom"}"""),
        Record("Company", "c.acme", """{"name":"Acme","owner":"e.vera","tags":["a"]}"""),
        Record("Deal", "d.big", """{"name":"Big","company":"c.acme","partners":["c.acme"],"stage":"won","amount":{"amount":5,"currency":"USD"}}"""),
        Record("Task", "t.call", """{"name":"Call","about":"c.acme"}"""),
    ];

    [Fact]
    public async Task Samples_point_at_each_other_by_key_and_applying_twice_changes_nothing()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var records = tenant.Services.GetRequiredService<IRecipeRecords>();
        Assert.Equal(5, await records.ApplyAsync(Actor.System, "test", _samples, Token));
        Assert.Equal(0, await records.ApplyAsync(Actor.System, "test", _samples, Token));
        var vera = await ByKeyAsync(tenant, "Employee", "e.vera");
        var tom = await ByKeyAsync(tenant, "Employee", "e.tom");
        var acme = await ByKeyAsync(tenant, "Company", "c.acme");
        Assert.Equal((tom.Id, vera.Id), (vera["manager"], tom["manager"]));
        Assert.Equal(new RecordRef("Company", acme.Id), (await ByKeyAsync(tenant, "Task", "t.call"))["about"]);
        Assert.Equal([acme.Id], (IReadOnlyList<long>)(await ByKeyAsync(tenant, "Deal", "d.big"))["partners"]!);
        Assert.Single(await tenant.Acts.ListAsync(Actor.System, 10, null, Token));
    }

    [Fact]
    public async Task Removed_samples_go_to_the_bin_and_stay_there()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var records = tenant.Services.GetRequiredService<IRecipeRecords>();
        await records.ApplyAsync(Actor.System, "test", _samples, Token);
        Assert.Equal(5, await records.RemoveAsync(Actor.System, "test", _samples, Token));
        Assert.Equal(0, await tenant.CountAsync("Deal"));
        Assert.Equal(0, await records.RemoveAsync(Actor.System, "test", _samples, Token));
        Assert.Equal(0, await records.ApplyAsync(Actor.System, "test", _samples, Token));
    }

    [Fact]
    public async Task A_key_that_no_record_has_is_named_with_its_place()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var records = tenant.Services.GetRequiredService<IRecipeRecords>();
        var error = await Assert.ThrowsAsync<UserError>(() =>
            records.ApplyAsync(Actor.System, "test", [Record("Deal", "d", """{"name":"D","company":"c.none"}""")], Token));
        Assert.Equal(("recipe.unknown-key", "c.none"), (error.Id, error.Args["key"]));
        var wrong = await Assert.ThrowsAsync<UserError>(() =>
            records.ApplyAsync(Actor.System, "test", [Record("Deal", "d", """{"nmae":"D"}""")], Token));
        Assert.Equal("content.unknown-field", wrong.Id);
        Assert.Equal(0, await tenant.CountAsync("Deal"));
    }

    private static async Task<ContentRecord> ByKeyAsync(TestTenant tenant, string type, string key) =>
        (await tenant.Reader.FindByKeysAsync(Actor.System, type, [key], Token))[key];

    private static RecipeRecord Record(string type, string key, string json) => new()
    {
        Type = type,
        Key = key,
        Values = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json)!,
    };
}

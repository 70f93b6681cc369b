using System.Net;
using System.Text.Json;
using CrmPlatform.EndToEnd.Tests.Support;
using Xunit;

namespace CrmPlatform.EndToEnd.Tests.Api;

/// <summary>The OpenAPI document of a tenant's effective model.</summary>
public sealed class OpenApiTests(SqliteApiHost api) : IClassFixture<SqliteApiHost>
{
    private readonly HttpClient _client = api.Ready();

    [Fact]
    public async Task It_describes_the_types_of_the_tenant_and_every_reference_resolves()
    {
        var (status, document, _) = await _client.FetchAsync("openapi/v1.json");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.True(document.GetProperty("paths").TryGetProperty("/api/content/Deal/{id}", out _));
        var deal = document.GetProperty("components").GetProperty("schemas").GetProperty("Deal").GetProperty("properties");
        Assert.True(deal.TryGetProperty("dealType", out _), "the recipe's own field is there");
        var references = References(document).Distinct().ToList();
        Assert.NotEmpty(references);
        Assert.All(references, reference => Assert.True(Resolves(document, reference), reference));
    }

    [Fact]
    public async Task It_follows_the_model()
    {
        Assert.False(await HasAsync("MeasurementVisit"));
        await api.Host.InTenantAsync(async services => await services.GetRequiredService<CrmPlatform.Recipes.IRecipes>()
            .ApplyAsync(CrmPlatform.Content.Actor.System, "windows-installation", withSamples: false, TestContext.Current.CancellationToken));
        Assert.True(await HasAsync("MeasurementVisit"));
    }

    [Fact]
    public async Task Operations_have_ids_of_their_own()
    {
        var (_, document, _) = await _client.FetchAsync("openapi/v1.json");
        var ids = document.GetProperty("paths").EnumerateObject()
            .SelectMany(p => p.Value.EnumerateObject())
            .Where(o => o.Name != "parameters")
            .Select(o => o.Value.GetProperty("operationId").GetString())
            .ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Theory]
    [InlineData("/api/content/Company", "get", "List companies")]
    [InlineData("/api/content/Company", "post", "Create a company")]
    [InlineData("/api/content/Employee/{id}", "patch", "Change an employee")]
    public async Task Operations_say_in_words_what_they_do(string path, string method, string summary)
    {
        var (_, document, _) = await _client.FetchAsync("openapi/v1.json");
        Assert.Equal(summary, document.GetProperty("paths").GetProperty(path).GetProperty(method).GetProperty("summary").GetString());
    }

    private async Task<bool> HasAsync(string type)
    {
        var (_, document, _) = await _client.FetchAsync("openapi/v1.json");
        return document.GetProperty("paths").TryGetProperty($"/api/content/{type}", out _);
    }

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => p.Name == "$ref" ? [p.Value.GetString()!] : References(p.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };

    private static bool Resolves(JsonElement document, string reference)
    {
        var place = document;
        return reference.StartsWith("#/", StringComparison.Ordinal)
            && Array.TrueForAll(reference[2..].Split('/'), part => place.ValueKind == JsonValueKind.Object && place.TryGetProperty(part, out place));
    }
}

using System.Net;
using System.Text;
using System.Text.Json;
using Xunit;

namespace CrmPlatform.EndToEnd.Tests.Support;

/// <summary>Short ways to call the API in tests.</summary>
internal static class ApiClient
{
    public static async Task<(HttpStatusCode Status, JsonElement Json, string? ETag)> CallAsync(
        this HttpClient client, HttpMethod method, string path, string? body = null, string? ifMatch = null, string mediaType = "application/json")
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, mediaType);
        }

        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var isJson = response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true;
        return (response.StatusCode, isJson ? JsonDocument.Parse(text).RootElement : default, response.Headers.ETag?.Tag);
    }

    public static Task<(HttpStatusCode Status, JsonElement Json, string? ETag)> PostAsync(this HttpClient client, string path, string body) =>
        client.CallAsync(HttpMethod.Post, path, body);

    public static Task<(HttpStatusCode Status, JsonElement Json, string? ETag)> FetchAsync(this HttpClient client, string path) =>
        client.CallAsync(HttpMethod.Get, path);

    /// <summary>Creates a record and returns its id.</summary>
    public static async Task<long> CreateAsync(this HttpClient client, string type, string body)
    {
        var (status, json, _) = await client.PostAsync($"api/content/{type}", body);
        Assert.True(status == HttpStatusCode.Created, $"{status}: {json}");
        return json.GetProperty("id").GetInt64();
    }

    /// <summary>The stable id of a problem.</summary>
    public static string? Id(this JsonElement problem) =>
        problem.ValueKind == JsonValueKind.Object && problem.TryGetProperty("id", out var id) ? id.ToString() : null;
}

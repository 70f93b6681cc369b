using System.Text.Json;
using CrmPlatform.Errors;
using CrmPlatform.Web.Errors;
using Microsoft.AspNetCore.Http.Features;

namespace CrmPlatform.Web.Api;

/// <summary>JSON from outside: bounded in size and depth, no property twice, every fault of its form a user error.</summary>
public static class JsonBody
{
    /// <summary>The largest body of an API call, in bytes.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    private static readonly JsonDocumentOptions _options = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    /// <summary>Dispose of the result.</summary>
    public static async Task<JsonDocument> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasJsonContentType())
        {
            throw WebErrors.NotJson.With();
        }

        if (request.ContentLength > MaxBytes)
        {
            throw WebErrors.TooLarge.With(("limit", MaxBytes));
        }

        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = MaxBytes;
        }

        try
        {
            return MustBeObject(await JsonDocument.ParseAsync(request.Body, _options, cancellationToken));
        }
        catch (JsonException problem)
        {
            throw Bad(problem);
        }
    }

    public static JsonDocument Parse(string text)
    {
        try
        {
            return MustBeObject(JsonDocument.Parse(text, _options));
        }
        catch (JsonException problem)
        {
            throw Bad(problem);
        }
    }

    private static JsonDocument MustBeObject(JsonDocument document)
    {
        if (document.RootElement.ValueKind == JsonValueKind.Object)
        {
            return document;
        }

        document.Dispose();
        throw WebErrors.NotAnObject.With();
    }

    private static UserError Bad(JsonException problem) => WebErrors.BadJson.With(("problem", problem.Message));
}

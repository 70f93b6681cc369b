using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;
using CrmPlatform.Content;

namespace CrmPlatform.Web.OpenApi;

/// <summary>OpenAPI documents, made once per model.</summary>
public sealed class OpenApiDocuments
{
    private const int MostKept = 64;
    private static readonly JsonSerializerOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly ConcurrentDictionary<(string Hash, string Title), byte[]> _made = new();

    /// <summary>The document as UTF-8 JSON, without <c>servers</c>: addresses are relative to the tenant's root.</summary>
    public ReadOnlyMemory<byte> Of(ContentModel model, string title)
    {
        var key = (model.Hash, title);
        if (_made.TryGetValue(key, out var made))
        {
            return made;
        }

        if (_made.Count >= MostKept)
        {
            _made.Clear();
        }

        return _made[key] = JsonSerializer.SerializeToUtf8Bytes(new OpenApiWriter(model).Build(title), _options);
    }
}

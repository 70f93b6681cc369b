using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using CrmPlatform.Content;
using CrmPlatform.Content.Fields;

namespace CrmPlatform.Web.OpenApi;

/// <summary>OpenAPI documents, made once per model and language.</summary>
public sealed class OpenApiDocuments(IFieldTypes fieldTypes)
{
    private const int MostKept = 64;
    private static readonly JsonSerializerOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly ConcurrentDictionary<(string Hash, string Language), byte[]> _made = new();

    /// <summary>The document as UTF-8 JSON, without <c>servers</c>: addresses are relative to the tenant's root.</summary>
    public ReadOnlyMemory<byte> Of(ContentModel model, string title, CultureInfo culture)
    {
        var key = (model.Hash + title, culture.TwoLetterISOLanguageName);
        if (_made.TryGetValue(key, out var made))
        {
            return made;
        }

        if (_made.Count >= MostKept)
        {
            _made.Clear();
        }

        return _made[key] = JsonSerializer.SerializeToUtf8Bytes(new OpenApiWriter(model, fieldTypes, culture).Build(title), _options);
    }
}

using System.Text.Json;
using CrmPlatform.Content.Queries;

namespace CrmPlatform.Content.Json;

/// <summary>Content as JSON, the shapes of the API and the commands.</summary>
public interface IContentJson
{
    /// <summary>Reads a query. Unknown members, operators and functions are user errors <c>query.*</c>.</summary>
    ContentQuery ReadQuery(JsonElement json);

    /// <summary>Values of an API body by field id. Unknown and read-only fields and bad values are findings of one ValidationError.</summary>
    IReadOnlyDictionary<string, object?> ReadValues(ContentType type, JsonElement json);

    /// <summary>A record: <c>{"id":1,"type":"Deal","version":3,"key":null,"createdAt":…,"name":…}</c>; lookups with their names where given.</summary>
    void WriteRecord(Utf8JsonWriter writer, ContentType type, ContentRecord record, IReadOnlyDictionary<RecordRef, RecordLink>? names = null);

    /// <summary>A page: <c>{"rows":[{…}],"nextCursor":"…"}</c>; each row keyed as the query wrote its columns.</summary>
    void WritePage(Utf8JsonWriter writer, ContentModel model, ContentQuery query, QueryPage page);
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CrmPlatform.Errors;

namespace CrmPlatform.Content.Importing.Mapping;

/// <summary>
/// Reads mapping files: JSON with comments and trailing commas allowed, and nothing unknown. <c>$schema</c> is passed over.
/// </summary>
public static class ImportMappings
{
    private static readonly JsonSerializerOptions _options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private static readonly JsonSerializerOptions _written = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    private static readonly string[] _members =
        ["type", "match", "fields", "entered", "delimiter", "encoding", "sheet", "dateFormat", "culture", "currency", "country", "unfit", "automation", "gates", "$schema"];

    private static readonly string[] _columnMembers =
        ["column", "columns", "join", "default", "aliases", "split", "lookupBy", "missing", "createWith", "multiply"];

    /// <exception cref="UserError"><c>import.mapping-syntax</c>, <c>import.bad-mapping</c>.</exception>
    public static ImportMapping Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(
                json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false });
            Check(document.RootElement);
            return document.RootElement.Deserialize<ImportMapping>(_options)!;
        }
        catch (JsonException error)
        {
            throw Syntax(error);
        }
    }

    /// <inheritdoc cref="Parse(string)"/>
    public static async Task<ImportMapping> ReadAsync(string path, CancellationToken cancellationToken) =>
        Parse(await File.ReadAllTextAsync(path, cancellationToken));

    /// <summary>A mapping as a file that <see cref="Parse"/> reads.</summary>
    public static string Write(ImportMapping mapping) => JsonSerializer.Serialize(mapping, _written);

    private static UserError Syntax(JsonException error)
    {
        var where = error.LineNumber is { } line
            ? FormattableString.Invariant($"line {line + 1}, character {error.BytePositionInLine + 1}")
            : error.Path ?? "$";
        return new UserError(
            ImportErrors.MappingSyntax,
            new Dictionary<string, object?>(StringComparer.Ordinal) { ["where"] = error.Path is { Length: > 1 } path ? path : where, ["problem"] = error.Message.Split(". Path:")[0] },
            error);
    }

    private static void Check(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("The mapping is an object: {\"type\": …, \"fields\": {…}}.");
        }

        CheckMembers(root, "", _members);
        CheckColumns(root, "fields");
        CheckColumns(root, "entered");
    }

    private static void CheckColumns(JsonElement parent, string member, string where = "")
    {
        if (!parent.TryGetProperty(member, out var columns) || columns.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var column in columns.EnumerateObject())
        {
            var path = $"{where}{member}.{column.Name}";
            if (column.Value.ValueKind == JsonValueKind.Object)
            {
                CheckMembers(column.Value, path + ".", _columnMembers);
                CheckColumns(column.Value, "createWith", path + ".");
            }
        }
    }

    private static void CheckMembers(JsonElement element, string where, IReadOnlyCollection<string> known)
    {
        foreach (var member in element.EnumerateObject())
        {
            if (!known.Contains(member.Name, StringComparer.Ordinal))
            {
                throw Hints.Unknown(where + member.Name, member.Name, [.. known.Where(k => k[0] != '$')]);
            }
        }
    }
}

using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CrmPlatform.Content.Definitions;

namespace CrmPlatform.Content.Model;

/// <summary>A fingerprint of an effective model, the same in every process.</summary>
internal static class ModelHash
{
    /// <summary>Counts up when the platform's own share of every model changes (system fields, names of columns).</summary>
    private const int Format = 1;
    private const int Length = 32;

    private static readonly JsonSerializerOptions _options = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Of(
        IReadOnlyDictionary<string, ContentType> types,
        IReadOnlyList<Pipeline> pipelines,
        IReadOnlyList<ViewDefinition> views,
        IReadOnlyList<RoleDefinition> roles,
        IReadOnlyList<NavigationDefinition> navigation,
        IReadOnlyList<DormantReference> dormant)
    {
        var whole = new
        {
            Format,
            Types = types.Values.OrderBy(t => t.Id, StringComparer.OrdinalIgnoreCase).Select(Describe),
            pipelines,
            views,
            roles,
            navigation,
            dormant,
        };
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(whole, _options)))[..Length];
    }

    private static object Describe(ContentType type) => new
    {
        type.Id,
        type.Table,
        type.Label,
        type.PluralLabel,
        type.Description,
        type.Icon,
        type.NameField,
        type.PersonName,
        type.ManagedBy,
        type.Parts,
        Fields = type.OrderedFields.Select(f => new { f.Definition, f.Part, f.TargetType, f.TargetPart, f.Storage.Columns, f.Storage.Many }),
        type.Sections,
        Keys = type.DuplicateKeys.Select(k => new { k.Id, Fields = k.Fields.Select(f => f.Id), k.Unique, k.Label, k.Column }),
        type.Indexes,
        type.History,
        type.Internal,
        type.Aliases,
    };
}

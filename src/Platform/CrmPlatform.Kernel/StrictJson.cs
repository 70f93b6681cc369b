using System.Text.Json;
using System.Text.RegularExpressions;
using CrmPlatform.Content.Definitions;

namespace CrmPlatform.Kernel;

/// <summary>A member that no definition has. <see cref="Key"/> is its name, <see cref="Exception.Message"/> says where it stands.</summary>
internal sealed class UnknownKeyException(string key, string path) : Exception($"unknown key \"{key}\" at {path}")
{
    public string Key { get; } = key;

    public string Path { get; } = path;
}

/// <summary>Reads definitions strictly, telling unknown keys apart from other mistakes.</summary>
internal static partial class StrictJson
{
    /// <summary>What System.Text.Json says of a member that it cannot place; the first quoted word is the member.</summary>
    [GeneratedRegex(@"^The JSON property '(?<key>.+)' could not be mapped to any \.NET member", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unmapped();

    /// <exception cref="UnknownKeyException">A member that the definition does not have.</exception>
    /// <exception cref="JsonException">Anything else that does not fit.</exception>
    public static T Read<T>(JsonElement json)
    {
        RefuseNullItems(json);
        try
        {
            return json.Deserialize<T>(DefinitionJson.Options)
                ?? throw new JsonException("null stands where an object is expected.");
        }
        catch (JsonException mistake) when (Unmapped().Match(mistake.Message) is { Success: true } match)
        {
            throw new UnknownKeyException(match.Groups["key"].Value, mistake.Path ?? "$");
        }
    }

    /// <summary>System.Text.Json lets null pass as an element of any list.</summary>
    private static void RefuseNullItems(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in json.EnumerateObject())
            {
                RefuseNullItems(member.Value);
            }
        }
        else if (json.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in json.EnumerateArray())
            {
                if (item.ValueKind == JsonValueKind.Null)
                {
                    throw new JsonException("null stands in a list.");
                }

                RefuseNullItems(item);
            }
        }
    }
}

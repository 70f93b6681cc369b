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

/// <summary>A member that a definition needs. <see cref="Key"/> is its name, <see cref="Path"/> says where it should stand.</summary>
internal sealed class MissingKeyException(string key, string path) : Exception($"\"{key}\" is missing at {path}")
{
    public string Key { get; } = key;

    public string Path { get; } = path;
}

/// <summary>Reads definitions strictly, telling unknown and missing keys apart from other mistakes, and naming members rather than .NET types.</summary>
internal static partial class StrictJson
{
    /// <summary>What System.Text.Json says of a member that it cannot place; the first quoted word is the member.</summary>
    [GeneratedRegex(@"^The JSON property '(?<key>.+)' could not be mapped to any \.NET member", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unmapped();

    /// <summary>Of members that are required; the quoted words after the colon are their names.</summary>
    [GeneratedRegex(@"^JSON deserialization for type '[^']+' was missing required properties including: '(?<key>[^']+)'", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Missing();

    [GeneratedRegex(@"^The JSON value could not be converted to ", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unfit();

    /// <exception cref="UnknownKeyException">A member that the definition does not have.</exception>
    /// <exception cref="MissingKeyException">A member that the definition needs.</exception>
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
        catch (JsonException mistake) when (Missing().Match(mistake.Message) is { Success: true } match)
        {
            throw new MissingKeyException(match.Groups["key"].Value, mistake.Path ?? "$");
        }
        catch (JsonException mistake) when (Unfit().IsMatch(mistake.Message))
        {
            throw new JsonException($"what stands at {mistake.Path} is of another kind than is expected there.", mistake);
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

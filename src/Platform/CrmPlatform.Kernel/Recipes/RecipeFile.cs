using System.Globalization;
using System.Text.Json;
using CrmPlatform.Errors;

namespace CrmPlatform.Kernel.Recipes;

/// <summary>One file of a recipe: <c>{"$schema":…,"items":[…]}</c>, read strictly.</summary>
internal sealed class RecipeFile(string file, string step)
{
    private const string Schema = "$schema";
    private const string Items = "items";
    private const long MaxBytes = 16 * 1024 * 1024;

    /// <summary>The root object of a JSON file.</summary>
    public async Task<JsonElement> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = File.OpenRead(path);
            if (stream.Length > MaxBytes)
            {
                throw Bad($"it is larger than {MaxBytes / 1024 / 1024} MB.");
            }

            var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };
            using var document = await JsonDocument.ParseAsync(stream, options, cancellationToken);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw Bad("an object is expected.");
        }
        catch (JsonException mistake)
        {
            throw Bad(mistake.Message);
        }
    }

    /// <summary>Reads each item as a definition.</summary>
    public IEnumerable<(T Value, ItemPlace Place)> ReadItems<T>(JsonElement root)
    {
        foreach (var member in root.EnumerateObject())
        {
            if (member.Name is not (Schema or Items))
            {
                throw Unknown("the file itself", member.Name, "$");
            }
        }

        if (!root.TryGetProperty(Items, out var items) || items.ValueKind != JsonValueKind.Array)
        {
            throw Bad("\"items\" is missing or is no list.");
        }

        return items.EnumerateArray().Select((item, index) => Read<T>(item, NameOf(item, index)));
    }

    /// <summary>Reads one definition and turns every mistake into an error that names file, step and item.</summary>
    public (T Value, ItemPlace Place) Read<T>(JsonElement json, string item)
    {
        try
        {
            return (StrictJson.Read<T>(json), new ItemPlace(file, step, item));
        }
        catch (UnknownKeyException unknown)
        {
            throw Unknown(item, unknown.Key, unknown.Path);
        }
        catch (MissingKeyException missing)
        {
            throw At(RecipeErrors.MissingKey, new ItemPlace(file, step, item), ("key", missing.Key), ("path", missing.Path));
        }
        catch (JsonException mistake)
        {
            throw Item(item, mistake.Message);
        }
        catch (UserError mistake)
        {
            throw Item(item, mistake.Message);
        }
    }

    public static UserError At(ErrorCode code, ItemPlace place, params ReadOnlySpan<(string Name, object? Value)> args) =>
        code.With([("file", place.File), ("step", place.Step), ("item", place.Item), .. args]);

    private UserError Bad(string reason) => RecipeErrors.BadFile.With(("file", file), ("step", step), ("reason", reason));

    private UserError Item(string item, string reason) => At(RecipeErrors.BadItem, new ItemPlace(file, step, item), ("reason", reason));

    private UserError Unknown(string item, string key, string path) =>
        At(RecipeErrors.UnknownKey, new ItemPlace(file, step, item), ("key", key), ("path", path));

    private static string NameOf(JsonElement item, int index)
    {
        var place = "item " + (index + 1).ToString(CultureInfo.InvariantCulture);
        if (item.ValueKind != JsonValueKind.Object)
        {
            return place;
        }

        var name = Text(item, "id") ?? (Text(item, "type") is { } type ? $"{type} {Text(item, "key")}".TrimEnd() : null);
        return name is null ? place : $"{place} ({name})";
    }

    private static string? Text(JsonElement item, string key) =>
        item.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

using System.Text.Json;
using System.Text.Json.Serialization;
using CrmPlatform.Localization;

namespace CrmPlatform.Content.Definitions;

/// <summary>A pipeline of a type that carries the part Staged, or what a layer changes of one.</summary>
public sealed record PipelineDefinition
{
    public required string Id { get; init; }

    /// <summary>The content type.</summary>
    public string? Type { get; init; }
    public LocalizedText? Label { get; init; }
    public int? Order { get; init; }

    /// <summary>New records go here when they name no pipeline.</summary>
    public bool? Default { get; init; }
    public IReadOnlyList<StageDefinition> Stages { get; init; } = [];

    /// <summary>Allowed moves as pairs (from, to), <c>*</c> for any stage. Absent: every move is allowed.</summary>
    public IReadOnlyList<StageMove>? Moves { get; init; }

    /// <summary>Why things are lost; a record that moves to a lost stage must say which.</summary>
    public IReadOnlyList<ChoiceDefinition> LostReasons { get; init; } = [];

    /// <summary>Why things are won; offered on records that are, and asked for only by a stage that requires <c>wonReason</c>.</summary>
    public IReadOnlyList<ChoiceDefinition> WonReasons { get; init; } = [];
}

/// <summary>One allowed move. JSON: <c>["new","won"]</c>.</summary>
[JsonConverter(typeof(StageMoveConverter))]
public sealed record StageMove(string From, string To);

/// <summary>Reads and writes a <see cref="StageMove"/> as an array of two stage ids.</summary>
public sealed class StageMoveConverter : JsonConverter<StageMove>
{
    public override StageMove Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var json = JsonElement.ParseValue(ref reader);
        return json.ValueKind == JsonValueKind.Array && json.GetArrayLength() == 2
            && json[0].ValueKind == JsonValueKind.String && json[1].ValueKind == JsonValueKind.String
            ? new StageMove(json[0].GetString()!, json[1].GetString()!)
            : throw new JsonException("A move is an array of two stage ids, such as [\"new\",\"won\"].");
    }

    public override void Write(Utf8JsonWriter writer, StageMove value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteStringValue(value.From);
        writer.WriteStringValue(value.To);
        writer.WriteEndArray();
    }
}

/// <summary>A stage of a pipeline.</summary>
public sealed record StageDefinition
{
    public required string Id { get; init; }
    public LocalizedText? Label { get; init; }
    public int? Order { get; init; }
    public StageKind? Kind { get; init; }

    /// <summary>Percent, 0 to 100.</summary>
    public int? Probability { get; init; }

    /// <summary>Days in the stage after which a record counts as rotting.</summary>
    public int? RottingDays { get; init; }
    public string? Color { get; init; }

    /// <summary>Fields that must be filled to enter the stage.</summary>
    public IReadOnlyList<string>? Requires { get; init; }

    /// <summary>True: the stage is no longer offered; records in it stay readable.</summary>
    public bool? Hidden { get; init; }
}

/// <summary>Whether a stage ends the pipeline, and how.</summary>
public enum StageKind
{
    Open,
    Won,
    Lost,
}

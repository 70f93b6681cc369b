using System.Text.Json;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;
using CrmPlatform.Localization;
using CrmPlatform.Modules;

namespace CrmPlatform.Content.Model;

/// <summary>The lowest layer: the parts that the platform itself knows.</summary>
public sealed class PlatformLayer : ILayerSource
{
    public const string LayerId = "CrmPlatform.Content";

    public Layer Build() => new()
    {
        Id = LayerId,
        Types = [Views.SavedViews.Type(), Views.Favourites.Type()],
        Parts = [Party(), Owned(), Staged(), Timeline(), Tagged(), Numbered()],
    };

    private static PartDefinition Party() => new() { Id = KnownParts.Party, Label = LocalizedText.Of("Party", "Контрагент") };

    private static PartDefinition Owned() => new()
    {
        Id = KnownParts.Owned,
        Label = LocalizedText.Of("Owner", "Ответственный"),
        Fields =
        [
            Field.Of(FieldTypes.Employee, StandardFields.Owner, "Owner", "Ответственный") with
            {
                Indexed = true,
                Essential = true,
                Default = Field.Default("me"),
            },
        ],
    };

    private static PartDefinition Staged() => new()
    {
        Id = KnownParts.Staged,
        Label = LocalizedText.Of("Pipeline", "Воронка"),
        Fields =
        [
            Field.Choice(StandardFields.Pipeline, "Pipeline", "Воронка") with { Indexed = true, Essential = true },
            Field.Choice(StandardFields.Stage, "Stage", "Стадия") with { Indexed = true, Essential = true },
            Field.Choice(
                StandardFields.Outcome,
                "Outcome",
                "Итог",
                Field.Option(StandardFields.OutcomeOpen, "Open", "В работе", "blue"),
                Field.Option(StandardFields.OutcomeWon, "Won", "Успех", "green"),
                Field.Option(StandardFields.OutcomeLost, "Lost", "Отказ", "red")) with { Indexed = true, ReadOnly = true },
            Field.Of(FieldTypes.Percent, StandardFields.Probability, "Probability", "Вероятность") with { Scale = 0, Min = 0, Max = 100 },
            Field.Of(FieldTypes.DateTime, StandardFields.StageSince, "In stage since", "В стадии с") with { ReadOnly = true },
            Field.Date(StandardFields.ClosedOn, "Closed on", "Дата закрытия") with { Indexed = true },
            Field.Choice(StandardFields.LostReason, "Lost because", "Причина отказа"),
            Field.Choice(StandardFields.WonReason, "Won because", "Почему выбрали нас") with
            {
                When = new FieldCondition(StandardFields.Outcome, FilterOperator.Equal, JsonSerializer.SerializeToElement(StandardFields.OutcomeWon)),
            },
        ],
    };

    private static PartDefinition Timeline() => new()
    {
        Id = KnownParts.Timeline,
        Label = LocalizedText.Of("Timeline", "Лента"),
        Fields =
        [
            Field.Of(FieldTypes.DateTime, StandardFields.LastTouch, "Last touch", "Последняя активность") with { Indexed = true },
            Field.Text(StandardFields.NextStep, "Next step", "Следующий шаг") with { MaxLength = 300 },
            Field.Date(StandardFields.NextStepOn, "Next step on", "Дата следующего шага") with { Indexed = true },
        ],
    };

    private static PartDefinition Tagged() => new()
    {
        Id = KnownParts.Tagged,
        Label = LocalizedText.Of("Tags", "Метки"),
        Fields = [Field.Of(FieldTypes.MultiChoice, StandardFields.Tags, "Tags", "Метки") with { Searchable = true }],
    };

    private static PartDefinition Numbered() => new()
    {
        Id = KnownParts.Numbered,
        Label = LocalizedText.Of("Number", "Номер"),
        Fields =
        [
            Field.Text(StandardFields.Number, "Number", "Номер") with { MaxLength = 60, ReadOnly = true, Searchable = true, Indexed = true },
        ],
    };
}

/// <summary>Ids of the fields of the known parts.</summary>
public static class StandardFields
{
    public const string Owner = "owner";
    public const string Pipeline = "pipeline";
    public const string Stage = "stage";
    public const string Outcome = "outcome";
    public const string OutcomeOpen = "open";
    public const string OutcomeWon = "won";
    public const string OutcomeLost = "lost";
    public const string Probability = "probability";
    public const string StageSince = "stageSince";
    public const string ClosedOn = "closedOn";
    public const string LostReason = "lostReason";
    public const string WonReason = "wonReason";
    public const string LastTouch = "lastTouch";
    public const string NextStep = "nextStep";
    public const string NextStepOn = "nextStepOn";
    public const string Tags = "tags";
    public const string Number = "number";
}

using CrmPlatform.Content.Definitions;
using CrmPlatform.Localization;

namespace Crm.Pipeline;

public sealed partial class PipelineTypes
{
    private static TypeDefinition DealType() => new()
    {
        Id = Deal,
        Label = LocalizedText.Of("Deal", "Сделка"),
        PluralLabel = LocalizedText.Of("Deals", "Сделки"),
        Description = LocalizedText.Of(
            "What a client may buy: the amount, the next step, and how likely it is.",
            "То, что может купить клиент: сумма, следующий шаг и вероятность."),
        Icon = "target-arrow",
        Parts = [KnownParts.Owned, KnownParts.Staged, KnownParts.Timeline, KnownParts.Tagged, KnownParts.Numbered],
        Sections =
        [
            new() { Id = "main", Label = LocalizedText.Of("Deal", "Сделка"), Order = 1 },
            new() { Id = "terms", Label = LocalizedText.Of("Terms", "Условия"), Order = 2 },
        ],
        Fields =
        [
            Field.Text("name", "Name", "Название") with
            {
                Required = true,
                SelfFilling = true,
                Searchable = true,
                Essential = true,
                MaxLength = 300,
                Section = "main",
                Order = 10,
                Help = LocalizedText.Of("Takes the client's name when left empty.", "Если не заполнено, берётся название клиента."),
            },
            Field.Lookup("company", "Company", "Company", "Компания") with { Essential = true, Indexed = true, Section = "main", Order = 20 },
            Field.Lookup("contact", "Contact", "Contact", "Контакт") with { Essential = true, Indexed = true, Section = "main", Order = 30 },
            Field.Money("amount", "Amount", "Сумма") with { Essential = true, Indexed = true, Section = "main", Order = 40 },
            Field.Date("expectedOn", "Expected to close", "Ожидаемая дата закрытия") with { Essential = true, Indexed = true, Section = "main", Order = 50 },
            Field.Date("startedOn", "Started on", "Дата начала") with { Section = "main", Order = 60 },
            Field.Choice("source", "Source", "Источник", Sources()) with { Section = "main", Order = 70 },
            Field.LongText("description", "Description", "Описание") with { Section = "main", Order = 80 },
            Field.Text("competitor", "Competitor", "Конкурент") with { Section = "terms", Order = 90, MaxLength = 200 },
            Field.Text("contractNumber", "Contract number", "Номер договора") with { Section = "terms", Order = 100, MaxLength = 60, Searchable = true },
            Field.Date("contractOn", "Contract date", "Дата договора") with { Section = "terms", Order = 110 },
            Field.Text("number", "Number", "Номер") with { Pattern = "D-{year}-{seq:5}" },
        ],
    };

    private static PipelineDefinition SalesPipeline() => new()
    {
        Id = "sales",
        Type = Deal,
        Label = LocalizedText.Of("Sales", "Продажи"),
        Order = 10,
        Default = true,
        Stages =
        [
            new() { Id = "prospecting", Label = LocalizedText.Of("Prospecting", "Поиск"), Order = 10, Probability = 10, RottingDays = 30, Color = "gray" },
            new() { Id = "engaging", Label = LocalizedText.Of("Engaging", "Переговоры"), Order = 20, Probability = 40, RottingDays = 30, Color = "blue" },
            new() { Id = "won", Label = LocalizedText.Of("Won", "Выиграна"), Order = 900, Kind = StageKind.Won, Probability = 100, Color = "green", Requires = ["amount"] },
            new() { Id = "lost", Label = LocalizedText.Of("Lost", "Проиграна"), Order = 910, Kind = StageKind.Lost, Probability = 0, Color = "red" },
        ],
        LostReasons =
        [
            Field.Option("price", "Too expensive", "Дорого"),
            Field.Option("competitor", "Chose a competitor", "Выбрали конкурента"),
            Field.Option("no-need", "No need any more", "Больше не нужно"),
            Field.Option("no-budget", "No budget", "Нет бюджета"),
            Field.Option("no-answer", "No answer", "Не отвечает"),
            Field.Option("timing", "Not now", "Не сейчас"),
            Field.Option("other", "Other", "Другое"),
        ],
        WonReasons =
        [
            Field.Option("product", "Fits best", "Лучше подходит"),
            Field.Option("price", "Price", "Цена"),
            Field.Option("trust", "Knows and trusts us", "Знают нас и доверяют"),
            Field.Option("referral", "Was recommended", "Нас посоветовали"),
            Field.Option("speed", "Quick answer and delivery", "Быстро ответили и сделали"),
            Field.Option("other", "Other", "Другое"),
        ],
    };
}

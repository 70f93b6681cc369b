using CrmPlatform.Content.Definitions;
using CrmPlatform.Localization;

namespace Crm.Pipeline;

public sealed partial class PipelineTypes
{
    private static TypeDefinition LeadType() => new()
    {
        Id = Lead,
        Label = LocalizedText.Of("Lead", "Лид"),
        PluralLabel = LocalizedText.Of("Leads", "Лиды"),
        Description = LocalizedText.Of(
            "A request or a name that may become a client. Call soon: most go to whoever answers first.",
            "Заявка или имя, которое может стать клиентом. Звоните скорее: чаще выбирают того, кто ответил первым."),
        Icon = "filter",
        Parts = [KnownParts.Owned, KnownParts.Staged, KnownParts.Timeline, KnownParts.Tagged],
        Sections =
        [
            new() { Id = "main", Label = LocalizedText.Of("Lead", "Лид"), Order = 1 },
            new() { Id = "result", Label = LocalizedText.Of("What became of it", "Что получилось"), Order = 2 },
        ],
        Fields =
        [
            Field.Text("name", "Name", "Имя") with { Required = true, Searchable = true, Essential = true, MaxLength = 300, Section = "main", Personal = true },
            Field.Phone("phone", "Phone", "Телефон") with { Essential = true, Section = "main", Personal = true },
            Field.Email("email", "E-mail", "Эл. почта") with { Essential = true, Section = "main", Personal = true },
            Field.Text("companyName", "Company", "Компания") with { Essential = true, Searchable = true, MaxLength = 250, Section = "main" },
            Field.Choice("source", "Source", "Источник", Sources()) with { Essential = true, Section = "main" },
            Field.LongText("request", "Request", "Запрос") with { Essential = true, Section = "main" },
            Field.Money("estimate", "Estimated amount", "Ожидаемая сумма") with { Section = "main" },
            Field.Text("position", "Job title", "Должность") with { MaxLength = 200, Section = "main" },
            Field.Of(FieldTypes.Url, "page", "Page of the request", "Страница заявки") with { Section = "main" },
            Field.Lookup("company", "Company", "Became company", "Стал компанией") with { Section = "result" },
            Field.Lookup("contact", "Contact", "Became contact", "Стал контактом") with { Section = "result" },
            Field.Lookup("deal", Deal, "Became deal", "Стал сделкой") with { Section = "result" },
        ],
        DuplicateKeys =
        [
            new() { Id = "phone", Fields = ["phone"], Label = LocalizedText.Of("Phone", "Телефон") },
            new() { Id = "email", Fields = ["email"], Label = LocalizedText.Of("E-mail", "Эл. почта") },
        ],
    };

    private static PipelineDefinition LeadPipeline() => new()
    {
        Id = "leads",
        Type = Lead,
        Label = LocalizedText.Of("Leads", "Лиды"),
        Order = 10,
        Default = true,
        Stages =
        [
            new() { Id = "new", Label = LocalizedText.Of("New", "Новый"), Order = 10, Probability = 10, RottingDays = 1, Color = "blue" },
            new() { Id = "contacted", Label = LocalizedText.Of("Contacted", "Связались"), Order = 20, Probability = 30, RottingDays = 7, Color = "yellow" },
            new() { Id = "qualified", Label = LocalizedText.Of("Qualified", "Подходит"), Order = 900, Kind = StageKind.Won, Probability = 100, Color = "green" },
            new() { Id = "disqualified", Label = LocalizedText.Of("Not suitable", "Не подходит"), Order = 910, Kind = StageKind.Lost, Probability = 0, Color = "red" },
        ],
        LostReasons =
        [
            Field.Option("no-answer", "No answer", "Не отвечает"),
            Field.Option("not-ours", "Wants what we do not sell", "Хочет то, что мы не продаём"),
            Field.Option("spam", "Spam", "Спам"),
            Field.Option("duplicate", "Duplicate", "Повтор"),
            Field.Option("other", "Other", "Другое"),
        ],
    };
}

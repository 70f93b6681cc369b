using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Model;
using CrmPlatform.Content.Queries;
using CrmPlatform.Localization;

namespace CrmPlatform.Tests.Support;

/// <summary>A small trade: employees, companies, deals with a pipeline, tasks about anybody.</summary>
internal static class TestLayers
{
    public static IReadOnlyList<Layer> Trade => [new PlatformLayer().Build(), TradeLayer()];

    /// <summary>The trade with more laid over it.</summary>
    public static IReadOnlyList<Layer> TradeAnd(params IReadOnlyList<Layer> more) => [.. Trade, .. more];

    private static Layer TradeLayer() => new()
    {
        Id = "Test.Trade",
        Types = [Employee(), Company(), Deal(), Task(), Note()],
        Pipelines = [Sales(), Renewals()],
    };

    private static TypeDefinition Employee() => new()
    {
        Id = "Employee",
        Label = LocalizedText.Of("Employee", "Сотрудник"),
        Fields =
        [
            Field.Text("name", "Name", "Имя") with { Required = true, Searchable = true },
            Field.Lookup("manager", "Employee", "Manager", "Руководитель") with { OnDelete = ReferenceRule.Clear },
        ],
    };

    private static TypeDefinition Company() => new()
    {
        Id = "Company",
        Label = LocalizedText.Of("Company", "Компания"),
        Parts = [KnownParts.Party, KnownParts.Owned, KnownParts.Timeline, KnownParts.Tagged],
        Fields =
        [
            Field.Text("name", "Name", "Название") with { Required = true, Searchable = true, Indexed = true, MaxLength = 100 },
            Field.Choice("sector", "Sector", "Отрасль", Field.Option("retail", "Retail", "Розница"), Field.Option("medical", "Medical", "Медицина")) with { Indexed = true },
            Field.Text("taxId", "Tax number", "ИНН"),
            Field.Email("email", "E-mail", "Эл. почта"),
            Field.Integer("employees", "Employees", "Сотрудников") with { Min = 0 },
            Field.Lookup("parent", "Company", "Part of", "Входит в") with { OnDelete = ReferenceRule.Clear },
            Field.Text("secret", "Secret", "Тайна"),
            Field.Choice("kind", "Kind", "Вид", Field.Option("client", "Client", "Клиент"), Field.Option("partner", "Partner", "Партнёр")) with { Default = Field.Default("client") },
            Field.Date("since", "Since", "С") with { Default = Field.Default("today") },
        ],
        DuplicateKeys =
        [
            new() { Id = "taxId", Fields = ["taxId"], Unique = true, Label = LocalizedText.Of("Tax number", "ИНН") },
            new() { Id = "name", Fields = ["name"], Label = LocalizedText.Of("Name", "Название") },
        ],
    };

    private static TypeDefinition Deal() => new()
    {
        Id = "Deal",
        Label = LocalizedText.Of("Deal", "Сделка"),
        Parts = [KnownParts.Owned, KnownParts.Staged, KnownParts.Timeline, KnownParts.Numbered],
        Fields =
        [
            Field.Text("name", "Name", "Название") with { Required = true, Searchable = true },
            Field.Lookup("company", "Company", "Company", "Компания") with { OnDelete = ReferenceRule.Restrict, Indexed = true },
            Field.Of(FieldTypes.MultiLookup, "partners", "Partners", "Партнёры") with { Target = "Company", OnDelete = ReferenceRule.Clear },
            Field.Money("amount", "Amount", "Сумма") with { RateDate = "closedOn" },
            Field.Text("contract", "Contract", "Договор") with
            {
                Required = true,
                When = new FieldCondition("pipeline", FilterOperator.Equal, Field.Default("renewals")),
            },
            Field.Text("number", "Number", "Номер") with { Pattern = "D-{year}-{seq:5}" },
        ],
    };

    private static TypeDefinition Task() => new()
    {
        Id = "Task",
        Label = LocalizedText.Of("Task", "Задача"),
        Fields =
        [
            Field.Text("name", "Name", "Название") with { Required = true },
            Field.Of(FieldTypes.Reference, "about", "About", "О ком") with { Target = KnownParts.Party, OnDelete = ReferenceRule.Cascade },
        ],
    };

    private static TypeDefinition Note() => new()
    {
        Id = "Note",
        Label = LocalizedText.Of("Note", "Заметка"),
        History = HistoryLevel.Summary,
        Fields = [Field.Text("name", "Name", "Название")],
    };

    private static PipelineDefinition Sales() => new()
    {
        Id = "sales",
        Type = "Deal",
        Label = LocalizedText.Of("Sales", "Продажи"),
        Order = 1,
        Default = true,
        Stages =
        [
            new() { Id = "prospecting", Label = LocalizedText.Of("Prospecting", "Поиск"), Order = 10, Probability = 10 },
            new() { Id = "engaging", Label = LocalizedText.Of("Engaging", "Переговоры"), Order = 20, Probability = 40 },
            new() { Id = "won", Label = LocalizedText.Of("Won", "Выиграна"), Order = 900, Kind = StageKind.Won, Probability = 100, Requires = ["amount"] },
            new() { Id = "lost", Label = LocalizedText.Of("Lost", "Проиграна"), Order = 910, Kind = StageKind.Lost, Probability = 0 },
        ],
        Moves = [new("prospecting", "engaging"), new("engaging", "prospecting"), new("engaging", "won"), new("*", "lost"), new("lost", "engaging"), new("won", "engaging")],
        LostReasons = [Field.Option("price", "Too expensive", "Дорого"), Field.Option("other", "Other", "Другое")],
        WonReasons = [Field.Option("trust", "Knows us", "Знают нас")],
    };

    private static PipelineDefinition Renewals() => new()
    {
        Id = "renewals",
        Type = "Deal",
        Label = LocalizedText.Of("Renewals", "Продления"),
        Order = 2,
        Stages =
        [
            new() { Id = "due", Label = LocalizedText.Of("Due", "Скоро"), Order = 10, Probability = 60 },
            new() { Id = "renewed", Label = LocalizedText.Of("Renewed", "Продлён"), Order = 900, Kind = StageKind.Won },
        ],
    };
}

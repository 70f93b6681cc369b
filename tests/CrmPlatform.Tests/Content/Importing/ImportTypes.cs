using CrmPlatform.Content.Definitions;
using CrmPlatform.Localization;

namespace CrmPlatform.Tests.Content.Importing;

/// <summary>The types that import tests work with: of each kind of field one, and references of each kind.</summary>
internal static class ImportTypes
{
    public static Layer Layer { get; } = new()
    {
        Id = "test.import",
        Types =
        [
            new TypeDefinition
            {
                Id = "Firm",
                Label = "Firm",
                PluralLabel = "Firms",
                Parts = [KnownParts.Party],
                Fields =
                [
                    Field.Text("name", "Name", "Название") with { Required = true, MaxLength = 100, Searchable = true },
                    Field.Choice("sector", "Sector", "Отрасль", Field.Option("technology", "Technology", "Технологии"), Field.Option("retail", "Retail", "Торговля")),
                    Field.Money("revenue", "Revenue", "Выручка"),
                    Field.Integer("employees", "Employees", "Сотрудников") with { Min = 0 },
                    Field.Of(FieldTypes.Decimal, "rate", "Rate", "Ставка") with { Scale = 3 },
                    Field.Date("foundedOn", "Founded on", "Основана"),
                    Field.Of(FieldTypes.DateTime, "seenAt", "Seen at", "Замечена"),
                    Field.Boolean("active", "Active", "Работает"),
                    Field.Email("email", "E-mail", "Почта"),
                    Field.Phone("phone", "Phone", "Телефон"),
                    Field.Of(FieldTypes.Address, "address", "Address", "Адрес"),
                    Field.Of(FieldTypes.MultiChoice, "marks", "Marks", "Метки") with { Choices = [Field.Option("new", "New", "Новая"), Field.Option("vip", "VIP", "Важная")] },
                    Field.Lookup("parent", "Firm", "Part of", "Входит в"),
                    Field.Lookup("country", "Country", "Country", "Страна"),
                    Field.Of(FieldTypes.MultiLookup, "markets", "Markets", "Рынки") with { Target = "Country" },
                    Field.Lookup("office", "Office", "Office", "Офис"),
                ],
                DuplicateKeys = [new() { Id = "email", Fields = ["email"], Unique = true, Label = "E-mail" }],
            },
            new TypeDefinition
            {
                Id = "Country",
                Label = "Country",
                PluralLabel = "Countries",
                Fields = [Field.Text("name", "Name", "Название") with { Required = true }, Field.Text("code", "Code", "Код") with { MaxLength = 2 }],
            },
            new TypeDefinition
            {
                Id = "Office",
                Label = "Office",
                PluralLabel = "Offices",
                Fields =
                [
                    Field.Text("name", "Name", "Название") with { Required = true },
                    Field.Lookup("head", "Person", "Head", "Глава"),
                    Field.Lookup("above", "Office", "Above", "Над ним"),
                ],
            },
            new TypeDefinition
            {
                Id = "Person",
                Label = "Person",
                PluralLabel = "Persons",
                Parts = [KnownParts.Party],
                Fields =
                [
                    Field.Text("name", "Name", "Имя") with { Required = true },
                    Field.Lookup("office", "Office", "Office", "Офис"),
                    Field.Lookup("boss", "Person", "Boss", "Начальник"),
                    Field.Text("city", "City", "Город"),
                ],
            },
            new TypeDefinition
            {
                Id = "Sale",
                Label = "Sale",
                PluralLabel = "Sales",
                Parts = [KnownParts.Staged],
                Fields =
                [
                    Field.Text("name", "Name", "Название") with { Required = true },
                    Field.Money("amount", "Amount", "Сумма"),
                    Field.Of(FieldTypes.Reference, "client", "Client", "Клиент") with { Target = KnownParts.Party },
                ],
            },
        ],
        Pipelines =
        [
            new PipelineDefinition
            {
                Id = "sales",
                Type = "Sale",
                Label = "Sales",
                Default = true,
                Stages =
                [
                    new() { Id = "fresh", Label = LocalizedText.Of("Fresh", "Новая"), Order = 1 },
                    new() { Id = "talks", Label = LocalizedText.Of("Talks", "Переговоры"), Order = 2 },
                    new() { Id = "won", Label = LocalizedText.Of("Won", "Успех"), Order = 3, Kind = StageKind.Won, Requires = ["amount"] },
                    new() { Id = "lost", Label = LocalizedText.Of("Lost", "Отказ"), Order = 4, Kind = StageKind.Lost },
                ],
                Moves = [new("fresh", "talks"), new("talks", "won"), new("*", "lost")],
            },
        ],
    };
}

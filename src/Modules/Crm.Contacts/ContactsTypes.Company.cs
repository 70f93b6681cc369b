using CrmPlatform.Content.Definitions;
using CrmPlatform.Localization;

namespace Crm.Contacts;

public sealed partial class ContactsTypes
{
    private static TypeDefinition CompanyType() => new()
    {
        Id = Company,
        Label = LocalizedText.Of("Company", "Компания"),
        PluralLabel = LocalizedText.Of("Companies", "Компании"),
        Description = LocalizedText.Of(
            "Firms you sell to, buy from or work with.",
            "Фирмы, которым вы продаёте, у которых покупаете или с которыми работаете."),
        Icon = "building",
        Parts = [KnownParts.Party, KnownParts.Owned, KnownParts.Timeline, KnownParts.Tagged],
        Sections =
        [
            new() { Id = "main", Label = LocalizedText.Of("Company", "Компания"), Order = 1 },
            new() { Id = "reach", Label = LocalizedText.Of("How to reach them", "Как связаться"), Order = 2 },
            new() { Id = "profile", Label = LocalizedText.Of("Profile", "Профиль"), Order = 3 },
            new() { Id = "legal", Label = LocalizedText.Of("Legal details", "Реквизиты"), Order = 4 },
        ],
        Fields = [.. CompanyMain(), .. CompanyReach(), .. CompanyProfile(), .. CompanyLegal()],
        DuplicateKeys =
        [
            new() { Id = "name", Fields = ["name"], Label = LocalizedText.Of("Name", "Название") },
            new() { Id = "taxId", Fields = ["taxId"], Unique = true, Label = LocalizedText.Of("Tax number", "ИНН") },
        ],
    };

    private static FieldDefinition[] CompanyMain() =>
    [
        Field.Text("name", "Name", "Название") with { Required = true, Searchable = true, Essential = true, MaxLength = 250, Section = "main" },
        Field.Choice("kind", "Kind", "Категория",
            Field.Option("prospect", "Prospect", "Потенциальный клиент", "blue"),
            Field.Option("customer", "Customer", "Клиент", "green"),
            Field.Option("partner", "Partner", "Партнёр", "purple"),
            Field.Option("supplier", "Supplier", "Поставщик", "orange"),
            Field.Option("competitor", "Competitor", "Конкурент", "red")) with { Essential = true, Default = Field.Default("prospect"), Section = "main", Indexed = true },
        Field.Choice("source", "Source", "Источник", Sources()) with { Section = "main" },
        Field.LongText("description", "Description", "Описание") with { Section = "main" },
    ];

    private static FieldDefinition[] CompanyReach() =>
    [
        Field.Phone("phone", "Phone", "Телефон") with { Essential = true, Section = "reach" },
        Field.Email("email", "E-mail", "Эл. почта") with { Essential = true, Section = "reach" },
        Field.Of(FieldTypes.Url, "website", "Website", "Сайт") with { Section = "reach" },
        Field.Of(FieldTypes.Address, "address", "Address", "Адрес") with { Section = "reach" },
    ];

    private static FieldDefinition[] CompanyProfile() =>
    [
        Field.Choice("sector", "Sector", "Отрасль",
            Field.Option("technology", "Technology", "Технологии"),
            Field.Option("software", "Software", "Программное обеспечение"),
            Field.Option("telecommunications", "Telecommunications", "Телекоммуникации"),
            Field.Option("medical", "Medical", "Медицина"),
            Field.Option("retail", "Retail", "Розничная торговля"),
            Field.Option("finance", "Finance", "Финансы"),
            Field.Option("marketing", "Marketing", "Маркетинг"),
            Field.Option("entertainment", "Entertainment", "Развлечения"),
            Field.Option("employment", "Employment", "Подбор персонала"),
            Field.Option("services", "Services", "Услуги"),
            Field.Option("construction", "Construction", "Строительство"),
            Field.Option("manufacturing", "Manufacturing", "Производство"),
            Field.Option("wholesale", "Wholesale", "Оптовая торговля"),
            Field.Option("logistics", "Logistics", "Логистика"),
            Field.Option("public", "Public sector", "Госсектор"),
            Field.Option("other", "Other", "Другое")) with { Section = "profile", Indexed = true },
        Field.Lookup("parent", Company, "Subsidiary of", "Дочерняя компания") with { Section = "profile", Indexed = true },
        Field.Integer("employees", "Employees", "Сотрудников") with { Section = "profile", Min = 0 },
        Field.Money("revenue", "Revenue per year", "Годовая выручка") with { Section = "profile" },
        Field.Integer("foundedIn", "Founded in", "Год основания") with { Section = "profile", Min = 1000, Max = 2999, Grouped = false },
        Field.Text("location", "Head office", "Головной офис") with { Section = "profile", MaxLength = 200 },
    ];

    private static FieldDefinition[] CompanyLegal() =>
    [
        Field.Text("legalName", "Legal name", "Юридическое название") with { Section = "legal", Searchable = true, MaxLength = 300 },
        Field.Text("taxId", "Tax number", "ИНН") with { Section = "legal", Searchable = true, MaxLength = 20 },
        Field.Text("registrationId", "Registration number", "ОГРН") with { Section = "legal", MaxLength = 20 },
        Field.Text("bankAccount", "Bank account", "Расчётный счёт") with { Section = "legal", MaxLength = 40 },
        Field.Of(FieldTypes.Address, "legalAddress", "Legal address", "Юридический адрес") with { Section = "legal" },
    ];
}

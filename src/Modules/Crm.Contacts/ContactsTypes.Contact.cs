using CrmPlatform.Content.Definitions;
using CrmPlatform.Localization;

namespace Crm.Contacts;

public sealed partial class ContactsTypes
{
    private static TypeDefinition ContactType() => new()
    {
        Id = Contact,
        Label = LocalizedText.Of("Contact", "Контакт"),
        PluralLabel = LocalizedText.Of("Contacts", "Контакты"),
        Description = LocalizedText.Of(
            "The people you talk to, on their own or for a company.",
            "Люди, с которыми вы общаетесь: сами по себе или от имени компании."),
        Icon = "user",
        PersonName = new PersonNameFields("firstName", "middleName", "lastName"),
        Parts = [KnownParts.Party, KnownParts.Owned, KnownParts.Timeline, KnownParts.Tagged],
        Sections =
        [
            new() { Id = "main", Label = LocalizedText.Of("Person", "Человек"), Order = 1 },
            new() { Id = "reach", Label = LocalizedText.Of("How to reach them", "Как связаться"), Order = 2 },
            new() { Id = "consent", Label = LocalizedText.Of("Consent", "Согласие"), Order = 3 },
        ],
        Fields = [.. ContactMain(), .. ContactReach(), .. ContactConsent()],
        DuplicateKeys =
        [
            new() { Id = "email", Fields = ["email"], Label = LocalizedText.Of("E-mail", "Эл. почта") },
            new() { Id = "phone", Fields = ["phone"], Label = LocalizedText.Of("Phone", "Телефон") },
        ],
    };

    private static FieldDefinition[] ContactMain() =>
    [
        Field.Text("name", "Full name", "Полное имя") with
        {
            Required = true,
            SelfFilling = true,
            Searchable = true,
            MaxLength = 300,
            Section = "main",
            Personal = true,
            Help = LocalizedText.Of("Made of the first and last name when left empty.", "Если не заполнено, составляется из имени и фамилии."),
        },
        Field.Text("firstName", "First name", "Имя") with { Essential = true, MaxLength = 100, Section = "main", Personal = true },
        Field.Text("lastName", "Last name", "Фамилия") with { Essential = true, MaxLength = 100, Section = "main", Personal = true },
        Field.Text("middleName", "Middle name", "Отчество") with { MaxLength = 100, Section = "main", Personal = true },
        Field.Lookup("company", Company, "Company", "Компания") with { Essential = true, Section = "main", Indexed = true },
        Field.Text("jobTitle", "Job title", "Должность") with { MaxLength = 200, Section = "main" },
        Field.Choice("role", "Role in decisions", "Роль в решении",
            Field.Option("decides", "Decides", "Принимает решение"),
            Field.Option("influences", "Influences", "Влияет"),
            Field.Option("uses", "Uses", "Пользуется"),
            Field.Option("pays", "Pays", "Платит")) with { Section = "main" },
        Field.Date("birthday", "Birthday", "День рождения") with { Section = "main", Personal = true },
        Field.Choice("source", "Source", "Источник", Sources()) with { Section = "main" },
        Field.LongText("description", "Notes", "Заметки") with { Section = "main", Personal = true },
    ];

    private static FieldDefinition[] ContactReach() =>
    [
        Field.Phone("phone", "Phone", "Телефон") with { Essential = true, Section = "reach", Personal = true },
        Field.Phone("mobile", "Second phone", "Второй телефон") with { Section = "reach", Personal = true },
        Field.Email("email", "E-mail", "Эл. почта") with { Essential = true, Section = "reach", Personal = true },
        Field.Choice("channel", "Prefers", "Предпочитает",
            Field.Option("phone", "Phone", "Телефон"),
            Field.Option("email", "E-mail", "Эл. почту"),
            Field.Option("messenger", "Messenger", "Мессенджер"),
            Field.Option("meeting", "Meeting", "Встречу")) with { Section = "reach" },
        Field.Of(FieldTypes.Address, "address", "Address", "Адрес") with { Section = "reach", Personal = true },
    ];

    private static FieldDefinition[] ContactConsent() =>
    [
        Field.Boolean("noCalls", "Do not call", "Не звонить") with { Section = "consent" },
        Field.Boolean("noMail", "Do not mail", "Не писать") with { Section = "consent" },
        Field.Date("consentOn", "Consent given on", "Дата согласия") with { Section = "consent" },
    ];
}

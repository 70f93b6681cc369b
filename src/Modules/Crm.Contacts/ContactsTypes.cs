using Crm.Shared;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;
using CrmPlatform.Localization;
using CrmPlatform.Modules;

namespace Crm.Contacts;

/// <summary>Clients: companies and contacts.</summary>
public sealed partial class ContactsTypes : ILayerSource
{
    public const string Company = "Company";
    public const string Contact = "Contact";

    public Layer Build() => new()
    {
        Id = "Crm.Contacts",
        Types = [CompanyType(), ContactType()],
        Views = [Companies(), Mine("companies.mine", Company, Companies()), Contacts(), Mine("contacts.mine", Contact, Contacts())],
        Navigation =
        [
            new() { Id = "contacts", Type = Contact, Group = "clients", Order = 200, Icon = "address-book" },
            new() { Id = "companies", Type = Company, Group = "clients", Order = 210, Icon = "building" },
        ],
    };

    private static IReadOnlyList<ChoiceDefinition> Sources() => ClientSources.With(Field.Option("import", "Import", "Импорт"));

    private static ViewDefinition Companies() => new()
    {
        Id = "companies.all",
        Type = Company,
        Label = LocalizedText.Of("All companies", "Все компании"),
        Columns = ["name", "kind", "sector", "phone", "email", "owner", "nextStepOn"],
        Sort = ["name"],
        Default = true,
        Order = 1,
    };

    private static ViewDefinition Contacts() => new()
    {
        Id = "contacts.all",
        Type = Contact,
        Label = LocalizedText.Of("All contacts", "Все контакты"),
        Columns = ["name", "company", "jobTitle", "phone", "email", "owner", "nextStepOn"],
        Sort = ["name"],
        Default = true,
        Order = 1,
    };

    private static ViewDefinition Mine(string id, string type, ViewDefinition all) => all with
    {
        Id = id,
        Type = type,
        Label = LocalizedText.Of("Mine", "Мои"),
        Where = new FieldCondition("owner", FilterOperator.Equal, Field.Default("me")),
        Default = null,
        Order = 2,
    };
}

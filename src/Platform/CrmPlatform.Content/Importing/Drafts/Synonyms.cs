namespace CrmPlatform.Content.Importing.Drafts;

/// <summary>What columns are called in other programs' files, in English and Russian. Folded, without punctuation.</summary>
internal static class Synonyms
{
    /// <summary>By content type: what names its records.</summary>
    private static readonly Dictionary<string, string[]> _types = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Company"] = ["account", "organization", "organisation", "client", "customer", "firm", "business", "организация", "клиент", "контрагент", "фирма", "заказчик", "юр лицо"],
        ["Contact"] = ["full name", "contact person", "person", "фио", "ф и о", "контактное лицо", "персона"],
        ["Deal"] = ["opportunity", "subject", "тема", "заявка"],
        ["Employee"] = ["sales agent", "agent", "manager", "sales rep", "менеджер"],
        ["Product"] = ["item", "goods", "article", "товар", "номенклатура"],
        ["Team"] = ["department", "отдел", "подразделение"],
    };

    /// <summary>By field id.</summary>
    private static readonly Dictionary<string, string[]> _fields = new(StringComparer.OrdinalIgnoreCase)
    {
        ["firstName"] = ["given name", "forename"],
        ["lastName"] = ["surname", "family name"],
        ["middleName"] = ["patronymic", "additional name"],
        ["jobTitle"] = ["title", "position", "role"],
        ["position"] = ["title", "job title", "role"],
        ["mobile"] = ["cell", "cell phone", "mobile phone", "mobile", "phone 2", "other phone", "мобильный", "мобильный телефон", "сотовый", "доп телефон", "телефон 2"],
        ["amount"] = ["sum", "value", "deal value", "close value", "revenue", "price", "total", "budget", "бюджет", "стоимость", "цена", "итого"],
        ["expectedOn"] = ["close date", "expected close date", "closing date", "due date", "срок", "плановая дата"],
        ["closedOn"] = ["close date", "closed date", "date closed"],
        ["startedOn"] = ["engage date", "start date", "begin date", "opened on"],
        ["description"] = ["note", "notes", "comment", "comments", "remarks", "about", "заметка", "заметки", "комментарий", "комментарии", "примечание", "примечания", "описание"],
        ["notes"] = ["note", "comment", "comments", "комментарий", "примечание"],
        ["stage"] = ["deal stage", "status", "этап", "статус"],
        ["source"] = ["lead source", "origin", "канал", "откуда"],
        ["sector"] = ["industry", "branch", "line of business", "сфера", "сфера деятельности", "вид деятельности"],
        ["foundedIn"] = ["year established", "founded", "established", "year founded", "год основания", "основана"],
        ["revenue"] = ["annual revenue", "turnover", "sales", "оборот", "годовой оборот"],
        ["employees"] = ["headcount", "staff", "number of employees", "size", "численность", "штат", "кол во сотрудников"],
        ["location"] = ["office location", "headquarters", "hq", "country", "office", "офис", "страна"],
        ["parent"] = ["subsidiary of", "parent company", "holding", "head company", "головная компания", "холдинг"],
        ["taxId"] = ["tax number", "vat", "vat number", "vat id", "tin", "инн", "унп", "бин"],
        ["birthday"] = ["date of birth", "birth date", "born", "дата рождения", "др"],
        ["owner"] = ["assigned to", "responsible", "manager", "sales rep", "sales agent", "account manager", "менеджер", "куратор", "исполнитель"],
        ["tags"] = ["labels", "categories", "category", "теги", "категории", "категория"],
        ["manager"] = ["head", "boss", "начальник"],
        ["key"] = ["id", "uid", "guid", "external id", "record id", "ид", "идентификатор"],
        ["street"] = ["address", "street address", "address line 1", "улица", "адрес"],
        ["city"] = ["town", "locality", "город", "населенный пункт"],
        ["region"] = ["state", "province", "county", "область", "край", "регион"],
        ["postalCode"] = ["zip", "zip code", "postal code", "postcode", "индекс", "почтовый индекс"],
        ["country"] = ["страна"],
    };

    /// <summary>By field type.</summary>
    private static readonly Dictionary<string, string[]> _kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        [Definitions.FieldTypes.Phone] = ["phone", "phone number", "tel", "telephone", "mobile", "телефон", "тел", "номер телефона", "контактный телефон", "рабочий телефон", "мобильный"],
        [Definitions.FieldTypes.Email] = ["email", "e mail", "mail", "email address", "почта", "эл почта", "электронная почта", "емейл", "имейл", "адрес электронной почты"],
        [Definitions.FieldTypes.Url] = ["website", "web site", "site", "web", "url", "homepage", "сайт", "веб сайт"],
    };

    public static IReadOnlyList<string> OfType(string type) => _types.GetValueOrDefault(type) ?? [];

    public static IReadOnlyList<string> OfField(string field) => _fields.GetValueOrDefault(field) ?? [];

    public static IReadOnlyList<string> OfKind(string kind) => _kinds.GetValueOrDefault(kind) ?? [];
}

using CrmPlatform.Content.Definitions;

namespace Crm.Shared;

/// <summary>
/// Where a client came from, asked of clients and of leads and deals alike: compiled into each module that asks, so that none
/// needs another's assembly.
/// </summary>
internal static class ClientSources
{
    /// <param name="own">What only this module's records may come from.</param>
    public static IReadOnlyList<ChoiceDefinition> With(ChoiceDefinition own) =>
    [
        Field.Option("website", "Website", "Сайт"),
        Field.Option("call", "Incoming call", "Входящий звонок"),
        Field.Option("mail", "E-mail", "Письмо"),
        Field.Option("referral", "Recommendation", "Рекомендация"),
        Field.Option("event", "Event", "Мероприятие"),
        Field.Option("advertising", "Advertising", "Реклама"),
        Field.Option("social", "Social network", "Соцсети"),
        Field.Option("outbound", "Own search", "Собственный поиск"),
        own,
        Field.Option("other", "Other", "Другое"),
    ];
}

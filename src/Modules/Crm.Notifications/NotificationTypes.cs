using System.Globalization;
using System.Text.Json;
using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;
using CrmPlatform.Localization;
using CrmPlatform.Modules;

namespace Crm.Notifications;

/// <summary>
/// What was told to people: a type without screens. Another module tells something by creating a record of it, as the platform
/// itself, in an act of the kind <see cref="ActKind"/>, which no list of acts shows.
/// </summary>
public sealed class NotificationTypes : ILayerSource
{
    public const string Notification = "Notification";
    public const string ActKind = "notice";

    public Layer Build() => new()
    {
        Id = "Crm.Notifications",
        Types =
        [
            new()
            {
                Id = Notification,
                Label = LocalizedText.Of("Notification", "Уведомление"),
                PluralLabel = LocalizedText.Of("Notifications", "Уведомления"),
                Icon = "bell",
                Internal = true,
                History = HistoryLevel.None,
                Fields =
                [
                    Field.Text("name", "What", "Что") with { Required = true, MaxLength = 300 },
                    Field.Text(Fields.Recipient, "For", "Кому") with { Required = true, Indexed = true, MaxLength = 60 },
                    Field.Text(Fields.Kind, "Kind", "Вид") with { Required = true, MaxLength = 60 },
                    Field.Text(Fields.Link, "Page", "Страница") with { MaxLength = 300 },
                    Field.Text(Fields.About, "About", "О ком") with { MaxLength = 300 },
                    Field.Of(FieldTypes.DateTime, Fields.At, "Concerns the time", "Относится ко времени"),
                    Field.Of(FieldTypes.DateTime, Fields.ReadAt, "Read at", "Прочитано") with { Indexed = true },
                ],
            },
        ],
    };

    /// <summary>The recipient of what is for an employee, whoever's account that is.</summary>
    public static string Employee(long employee) => "employee:" + employee.ToString(CultureInfo.InvariantCulture);

    /// <summary>All recipients that somebody is: their employee and their account.</summary>
    public static IReadOnlyList<string> Of(Actor actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return actor.Employee is { } employee ? [Employee(employee), actor.Id] : [actor.Id];
    }

    internal static FilterNode For(Actor actor) => new FieldCondition(Fields.Recipient, FilterOperator.In, JsonSerializer.SerializeToElement(Of(actor)));

    /// <summary>Ids of the fields.</summary>
    public static class Fields
    {
        /// <summary><c>employee:12</c>, or an actor's id: <c>user:3</c>.</summary>
        public const string Recipient = "recipient";

        /// <summary>Names the sentence: the text <c>notifications.kind.{kind}</c>, with <c>{name}</c>.</summary>
        public const string Kind = "kind";

        /// <summary>A path below the tenant's root.</summary>
        public const string Link = "link";

        /// <summary>The record that it is about, as <c>Company/12</c>: named to those only who may see it.</summary>
        public const string About = "about";
        public const string At = "at";
        public const string ReadAt = "readAt";
    }
}

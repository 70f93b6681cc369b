using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Fields;
using CrmPlatform.Localization;

namespace Crm.Activities;

public sealed partial class ActivityTypes
{
    private static TypeDefinition TaskType() => new()
    {
        Id = Task,
        Label = LocalizedText.Of("Task", "Задача"),
        PluralLabel = LocalizedText.Of("Tasks", "Задачи"),
        Description = LocalizedText.Of(
            "What is to be done, by whom and when. Each shows on the page of the client or deal that it is about.",
            "Что нужно сделать, кому и когда. Задача видна на странице клиента или сделки, к которой относится."),
        Icon = "circle-check",
        Parts = [Part, KnownParts.Owned],
        Fields =
        [
            Field.Text(ActivityFields.Name, "What", "Что сделать") with { Required = true, Searchable = true, Essential = true, MaxLength = 300, Order = 10 },
            Owner("Assignee", "Исполнитель"),
            Field.Choice(
                ActivityFields.Priority,
                "Priority",
                "Важность",
                Field.Option("high", "High", "Высокая", "red"),
                Field.Option("normal", "Normal", "Обычная", "gray"),
                Field.Option("low", "Low", "Низкая", "blue")) with { Default = Field.Default("normal"), Order = 50 },
            Field.LongText("description", "Details", "Подробности") with { Order = 70 },
            Field.LongText(ActivityFields.Result, "Result", "Результат") with { Order = 80 },
        ],
    };

    private static TypeDefinition CallType() => new()
    {
        Id = Call,
        Label = LocalizedText.Of("Call", "Звонок"),
        PluralLabel = LocalizedText.Of("Calls", "Звонки"),
        Description = LocalizedText.Of("Calls that were made, and those to make.", "Звонки, которые были, и те, что предстоят."),
        Icon = "phone",
        Parts = [Part, KnownParts.Owned],
        Fields =
        [
            Field.Text(ActivityFields.Name, "Topic", "Тема") with
            {
                Required = true,
                Searchable = true,
                Essential = true,
                MaxLength = 300,
                Order = 10,
                SelfFilling = true,
                Help = LocalizedText.Of("Takes the client's name when left empty.", "Если не заполнено, берётся имя клиента."),
            },
            Field.Choice("direction", "Direction", "Направление", Field.Option("out", "Outgoing", "Исходящий"), Field.Option("in", "Incoming", "Входящий")) with
            {
                Default = Field.Default("out"),
                Order = 22,
            },
            Field.Phone(ActivityFields.Phone, "Phone", "Телефон") with { Essential = true, Order = 24, Personal = true },
            Owner("Who calls", "Кто звонит"),
            Minutes(33),
            Field.Choice(
                ActivityFields.Result,
                "Result",
                "Результат",
                Field.Option("connected", "Talked", "Поговорили", "green"),
                Field.Option("no-answer", "No answer", "Не ответили", "gray"),
                Field.Option("busy", "Busy", "Занято", "gray"),
                Field.Option("message", "Left a message", "Оставлено сообщение", "blue"),
                Field.Option("wrong", "Wrong number", "Неверный номер", "red")) with { Order = 70 },
            Field.LongText("notes", "What was said", "О чём говорили") with { Searchable = true, Order = 80 },
        ],
    };

    private static TypeDefinition MeetingType() => new()
    {
        Id = Meeting,
        Label = LocalizedText.Of("Meeting", "Встреча"),
        PluralLabel = LocalizedText.Of("Meetings", "Встречи"),
        Description = LocalizedText.Of("When, where and with whom.", "Когда, где и с кем."),
        Icon = "calendar-event",
        Parts = [Part, KnownParts.Owned],
        Fields =
        [
            Field.Text(ActivityFields.Name, "Topic", "Тема") with { Required = true, Searchable = true, Essential = true, MaxLength = 300, Order = 10 },
            new() { Id = ActivityFields.DueOn, Label = LocalizedText.Of("Day", "День") },
            Owner("Who holds it", "Кто проводит"),
            Minutes(33) with { Essential = true },
            Field.Text("place", "Place", "Место") with { Essential = true, MaxLength = 300, Order = 35 },
            Field.Of(FieldTypes.MultiLookup, "attendees", "Colleagues", "Коллеги") with { Target = EmployeeField.TargetType, Order = 45 },
            Field.Of(FieldTypes.MultiLookup, "guests", "Guests", "Гости") with { Target = "Contact", Order = 46 },
            Field.LongText("description", "Agenda", "Повестка") with { Order = 70 },
            Field.LongText(ActivityFields.Result, "What came of it", "Итог") with { Order = 80 },
        ],
    };

    private static TypeDefinition NoteType() => new()
    {
        Id = Note,
        Label = LocalizedText.Of("Note", "Заметка"),
        PluralLabel = LocalizedText.Of("Notes", "Заметки"),
        Description = LocalizedText.Of("What is good to know about a client or a deal.", "Что полезно знать о клиенте или сделке."),
        Icon = "note",
        Parts = [KnownParts.Owned],
        Fields =
        [
            Field.Text(ActivityFields.Name, "Begins", "Начало") with { Hidden = true, MaxLength = 120 },
            Field.LongText(ActivityFields.Text, "Text", "Текст") with { Required = true, Searchable = true, Essential = true, Order = 10 },
            Subject() with { Required = true, Order = 20 },
            Owner("Author", "Автор"),
            Field.Of(FieldTypes.DateTime, ActivityFields.DoneAt, "Written at", "Написано") with { ReadOnly = true, Indexed = true, Order = 60 },
            Account(),
        ],
    };

    private static FieldDefinition Minutes(int order) =>
        Field.Integer(ActivityFields.Minutes, "Duration", "Длительность") with
        {
            Unit = LocalizedText.Of("min", "мин"),
            Min = 0,
            Max = 10_000,
            Order = order,
        };
}

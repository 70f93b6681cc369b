using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;
using CrmPlatform.Localization;
using CrmPlatform.Modules;

namespace Crm.Activities;

/// <summary>Tasks, calls, meetings and notes, each about a record of any type that carries Timeline.</summary>
public sealed partial class ActivityTypes : ILayerSource
{
    public const string Task = "Task";
    public const string Call = "Call";
    public const string Meeting = "Meeting";
    public const string Note = "Note";

    /// <summary>The part of what can be planned: when, whether it is done, when to remind.</summary>
    public const string Part = "Activity";

    /// <summary>The types that can be planned.</summary>
    public static IReadOnlyList<string> Planned { get; } = [Task, Call, Meeting];

    public Layer Build() => new()
    {
        Id = "Crm.Activities",
        Parts = [PlannedPart()],
        Types = [TaskType(), CallType(), MeetingType(), NoteType()],
        Views = [.. TaskViews(), .. OtherViews()],
        Navigation =
        [
            // Its first letter is the key after g.
            new() { Id = "today", Label = LocalizedText.Of("My day", "Мой день"), Path = "/my-day", Order = 10, Icon = "checklist" },
            new() { Id = "agenda", Label = LocalizedText.Of("Calendar", "Календарь"), Path = "/calendar", Order = 20, Icon = "calendar" },
            new() { Id = "tasks", Type = Task, Group = "activities", Order = 700, Icon = "circle-check" },
            new() { Id = "calls", Type = Call, Group = "activities", Order = 710, Icon = "phone" },
            new() { Id = "meetings", Type = Meeting, Group = "activities", Order = 720, Icon = "calendar-event" },
            new() { Id = "notes", Type = Note, Group = "activities", Order = 730, Icon = "note" },
        ],
    };

    private static PartDefinition PlannedPart() => new()
    {
        Id = Part,
        Label = LocalizedText.Of("Activity", "Дело"),
        Fields =
        [
            Subject() with { Order = 20 },
            Field.Date(ActivityFields.DueOn, "Due", "Срок") with { Essential = true, Indexed = true, Order = 30 },
            Field.Text(ActivityFields.Time, "Time", "Время") with
            {
                Essential = true,
                MaxLength = 8,
                Order = 31,
                Help = LocalizedText.Of("For example 14:30. Empty: any time of the day.", "Например, 14:30. Не заполнено: в любое время дня."),
            },
            Field.Choice(
                ActivityFields.Remind,
                "Reminder",
                "Напомнить",
                Field.Option("none", "No reminder", "Не напоминать"),
                Field.Option("0", "At the time", "В срок"),
                Field.Option("10", "10 minutes before", "За 10 минут"),
                Field.Option("30", "30 minutes before", "За 30 минут"),
                Field.Option("60", "1 hour before", "За час"),
                Field.Option("1440", "1 day before", "За день")) with { Order = 32 },
            Field.Choice(
                ActivityFields.State,
                "Status",
                "Состояние",
                Field.Option(ActivityFields.Open, "To do", "Предстоит", "blue"),
                Field.Option(ActivityFields.Done, "Done", "Сделано", "green"),
                Field.Option(ActivityFields.Cancelled, "Cancelled", "Отменено", "gray")) with { Default = Field.Default(ActivityFields.Open), Indexed = true, Order = 60 },
            Field.Of(FieldTypes.DateTime, ActivityFields.DoneAt, "Done at", "Сделано в") with { ReadOnly = true, Indexed = true, Order = 61 },
            .. Following(),
            .. Derived(),
        ],
    };

    /// <summary>What is planned by itself when this is done.</summary>
    private static FieldDefinition[] Following() =>
    [
        Field.Text(ActivityFields.Then, "Then plan", "Затем запланировать") with
        {
            MaxLength = 300,
            Order = 90,
            Help = LocalizedText.Of("Planned by itself when this is marked as done, for the same person.", "Запланируется само, когда дело отметят сделанным, для того же исполнителя."),
        },
        Field.Choice(
            ActivityFields.ThenIn,
            "How much later",
            "Через сколько",
            Field.Option("1", "The next day", "На следующий день"),
            Field.Option("3", "3 days", "3 дня"),
            Field.Option("7", "A week", "Неделя"),
            Field.Option("14", "2 weeks", "2 недели"),
            Field.Option("30", "30 days", "30 дней")) with { Order = 91 },
    ];

    /// <summary>What the rules keep; nobody types it.</summary>
    private static FieldDefinition[] Derived() =>
    [
        Field.Text(ActivityFields.Zone, "Time zone", "Часовой пояс") with { Hidden = true, MaxLength = 60 },
        Field.Of(FieldTypes.DateTime, ActivityFields.StartsAt, "Begins at", "Начало") with { Hidden = true, ReadOnly = true, Indexed = true },
        Field.Of(FieldTypes.DateTime, ActivityFields.RemindAt, "Reminds at", "Напоминание в") with { Hidden = true, ReadOnly = true },
        Account(),
    ];

    private static FieldDefinition Subject() =>
        Field.Of(FieldTypes.Reference, ActivityFields.Subject, "Client or deal", "Клиент или сделка") with
        {
            Target = KnownParts.Timeline,
            Essential = true,
            OnDelete = ReferenceRule.Cascade,
        };

    /// <summary>Whose it is while it belongs to no employee: the account that made it.</summary>
    private static FieldDefinition Account() =>
        Field.Text(ActivityFields.Account, "Account", "Учётная запись") with { Hidden = true, Indexed = true, MaxLength = 60 };

    private static FieldDefinition Owner(string english, string russian) => new()
    {
        Id = "owner",
        Label = LocalizedText.Of(english, russian),
        Order = 40,
    };

    private static ViewDefinition[] TaskViews()
    {
        string[] columns = ["name", "subject", "dueOn", "time", "priority", "owner"];
        var open = new FieldCondition(ActivityFields.State, FilterOperator.Equal, Field.Default(ActivityFields.Open));
        var mine = new FieldCondition("owner", FilterOperator.Equal, Field.Default("me"));
        return
        [
            View("tasks.open", Task, "To do", "Предстоят", columns, "dueOn", open) with { Default = true, Order = 1 },
            View("tasks.mine", Task, "Mine", "Мои", columns, "dueOn", new AndFilter([mine, open])) with { Order = 2 },
            View("tasks.done", Task, "Done", "Сделаны", ["name", "subject", "doneAt", "owner", "result"], "-doneAt", StateIs(ActivityFields.Done)) with { Order = 3 },
            View("tasks.all", Task, "All", "Все", [.. columns, "state"], "-createdAt", null) with { Order = 4 },
        ];
    }

    private static ViewDefinition[] OtherViews() =>
    [
        View("calls.open", Call, "Planned", "Запланированы", ["name", "subject", "phone", "dueOn", "time", "owner"], "dueOn", StateIs(ActivityFields.Open)) with { Order = 1 },
        View("calls.all", Call, "All", "Все", ["name", "subject", "direction", "result", "doneAt", "minutes", "owner", "state"], "-createdAt", null) with { Default = true, Order = 2 },
        View("meetings.open", Meeting, "Planned", "Запланированы", ["name", "subject", "dueOn", "time", "place", "owner"], "dueOn", StateIs(ActivityFields.Open)) with { Default = true, Order = 1 },
        View("meetings.all", Meeting, "All", "Все", ["name", "subject", "dueOn", "time", "place", "owner", "state"], "-dueOn", null) with { Order = 2 },
        View("notes.all", Note, "All notes", "Все заметки", ["name", "subject", "owner", "doneAt"], "-doneAt", null) with { Default = true, Order = 1 },
    ];

    private static FieldCondition StateIs(string state) => new(ActivityFields.State, FilterOperator.Equal, Field.Default(state));

    private static ViewDefinition View(
        string id, string type, string english, string russian, IReadOnlyList<string> columns, string sort, FilterNode? where) => new()
        {
            Id = id,
            Type = type,
            Label = LocalizedText.Of(english, russian),
            Columns = columns,
            Where = where,
            Sort = [sort],
        };
}

/// <summary>Ids of the fields of activities.</summary>
public static class ActivityFields
{
    public const string Name = "name";
    public const string Subject = "subject";
    public const string DueOn = "dueOn";
    public const string Time = "time";
    public const string Zone = "zone";

    /// <summary>The instant of day, time and zone; empty without a time.</summary>
    public const string StartsAt = "startsAt";
    public const string Minutes = "minutes";
    public const string Remind = "remind";
    public const string RemindAt = "remindAt";
    public const string State = "state";
    public const string Open = "open";
    public const string Done = "done";
    public const string Cancelled = "cancelled";

    /// <summary>Its place in the timeline: when it was done, or a note written.</summary>
    public const string DoneAt = "doneAt";
    public const string Owner = "owner";
    public const string Account = "account";
    public const string Priority = "priority";
    public const string Phone = "phone";
    public const string Text = "text";
    public const string Result = "result";

    /// <summary>What is planned by itself when this is done; empty: nothing.</summary>
    public const string Then = "then";

    /// <summary>In how many days; a week where nothing is said.</summary>
    public const string ThenIn = "thenIn";
}

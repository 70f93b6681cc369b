using System.Text.Json;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Queries;
using CrmPlatform.Web.Shell;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Activities.Reading;

/// <summary>Reads activities of several types as one list, with the reader's rights.</summary>
public static class ActivityQueries
{
    private static readonly string[] _columns =
    [
        ActivityFields.Name, ActivityFields.Subject, ActivityFields.Owner, ActivityFields.DueOn, ActivityFields.Time, ActivityFields.StartsAt,
        ActivityFields.DoneAt, ActivityFields.State, ActivityFields.Priority, ActivityFields.Phone, ActivityFields.Result, ActivityFields.Minutes,
        ActivityFields.Text, ActivityFields.Then, "notes", "description", "place",
    ];

    /// <summary>Activities of the types that the person may see at all, each type sorted and limited by itself.</summary>
    public static async Task<List<Activity>> ReadAsync(PageContext page, IEnumerable<string> types, FilterNode where, string sort, int limit)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(types);
        var reader = page.Services.GetRequiredService<IContentReader>();
        var found = new List<Activity>();
        foreach (var type in types.Select(page.Model.Find).OfType<ContentType>().Where(t => page.Actor.Can(Permission.ContentView, t)))
        {
            var columns = _columns.Where(c => type.Find(c) is not null).ToList();
            var query = new ContentQuery { Type = type.Id, Where = where, Columns = columns, Sort = [sort], Limit = limit };
            foreach (var row in (await reader.QueryAsync(page.Actor, query, page.Aborted)).Rows)
            {
                found.Add(Make(type, row.Id, columns.Zip(row.Values).ToDictionary(p => p.First, p => p.Second, StringComparer.OrdinalIgnoreCase)));
            }
        }

        return found;
    }

    /// <summary>One activity; null when there is none or it is not theirs to see.</summary>
    public static async Task<Activity?> FindAsync(PageContext page, string? type, long id)
    {
        ArgumentNullException.ThrowIfNull(page);
        return type is null || page.Model.Find(type) is not { } known || !IsActivity(known) || !page.Actor.Can(Permission.ContentView, known)
            ? null
            : (await ReadAsync(page, [known.Id], Is(SystemFields.Id, id), SystemFields.Id, 1)).FirstOrDefault();
    }

    public static FilterNode Open { get; } = Is(ActivityFields.State, ActivityFields.Open);

    public static FilterNode About(RecordRef subject) => Is(ActivityFields.Subject, subject.ToString());

    public static FilterNode And(params IReadOnlyList<FilterNode?> filters) => new AndFilter([.. filters.OfType<FilterNode>()]);

    public static FieldCondition Is<T>(string field, T value) => Compare(field, FilterOperator.Equal, value);

    public static FieldCondition Compare<T>(string field, FilterOperator op, T value) => new(field, op, JsonSerializer.SerializeToElement(value));

    private static bool IsActivity(ContentType type) => type.Has(ActivityTypes.Part) || type.Id == ActivityTypes.Note;

    private static Activity Make(ContentType type, long id, Dictionary<string, object?> values) => new()
    {
        Type = type,
        Id = id,
        Name = values.GetValueOrDefault(ActivityFields.Name) as string ?? "",
        Subject = values.GetValueOrDefault(ActivityFields.Subject) as RecordLink,
        Owner = values.GetValueOrDefault(ActivityFields.Owner) as RecordLink,
        DueOn = values.GetValueOrDefault(ActivityFields.DueOn) as DateOnly?,
        Time = values.GetValueOrDefault(ActivityFields.Time) as string,
        StartsAt = values.GetValueOrDefault(ActivityFields.StartsAt) as DateTimeOffset?,
        DoneAt = values.GetValueOrDefault(ActivityFields.DoneAt) as DateTimeOffset?,
        State = values.GetValueOrDefault(ActivityFields.State) as string,
        Priority = values.GetValueOrDefault(ActivityFields.Priority) as string,
        Phone = values.GetValueOrDefault(ActivityFields.Phone) as string,
        Result = values.GetValueOrDefault(ActivityFields.Result) as string,
        Minutes = values.GetValueOrDefault(ActivityFields.Minutes) as long?,
        Then = values.GetValueOrDefault(ActivityFields.Then) as string,
        Place = values.GetValueOrDefault("place") as string,
        Text = (values.GetValueOrDefault(ActivityFields.Text) ?? values.GetValueOrDefault("notes") ?? values.GetValueOrDefault("description")) as string,
    };
}

using System.Globalization;
using System.Text.Json;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;
using CrmPlatform.Content.Views;
using CrmPlatform.Errors;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Lists;

/// <summary>What a person set for a view without changing it.</summary>
public sealed record ViewSettings
{
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Widths of columns in pixels, by path.</summary>
    public IReadOnlyDictionary<string, int>? Widths { get; init; }

    /// <summary>Stages whose columns are folded on the board.</summary>
    public IReadOnlyList<string>? Folded { get; init; }
}

/// <summary>A view as one person has it: of a layer, or saved.</summary>
/// <param name="Record">Number of the saved view; 0: the view is a layer's.</param>
/// <param name="Setting">Number of the person's settings for it, or 0.</param>
public sealed record ListView(string Id, string Label, ViewDefinition Definition, long Record, long Setting, ViewSettings Settings)
{
    /// <summary>Id of the list without a view of any layer.</summary>
    public const string Bare = "all";

    public bool Mine { get; init; }
    public bool Shared { get; init; }

    /// <summary>Chosen by the person to be shown first.</summary>
    public bool Preferred { get; init; }
    public bool Hidden { get; init; }

    public IReadOnlyList<string> Columns => Settings.Columns is { Count: > 0 } own ? own : Definition.Columns ?? [];
}

/// <summary>The views of a list, and what is saved of them.</summary>
internal static class ListViews
{
    private const int Most = 500;

    private static readonly string[] _columns =
        [SavedViews.Name, SavedViews.Owner, SavedViews.Shared, SavedViews.Base, SavedViews.IsDefault, SavedViews.Hidden, SavedViews.Definition];

    /// <summary>All views that the person may open, hidden ones too; one query.</summary>
    public static async Task<IReadOnlyList<ListView>> ReadAsync(PageContext page, ContentType type)
    {
        var saved = await SavedAsync(page, Equal(SavedViews.List, type.Id));
        var settings = saved.Where(r => r.Base is not null && r.Owner == page.Actor.Id).DistinctBy(r => r.Base, StringComparer.OrdinalIgnoreCase).ToDictionary(r => r.Base!, StringComparer.OrdinalIgnoreCase);
        var layers = page.Model.Views
            .Where(v => string.Equals(v.Type, type.Id, StringComparison.OrdinalIgnoreCase))
            .OrderBy(v => v.Order ?? 1000).ThenBy(v => v.Id, StringComparer.OrdinalIgnoreCase)
            .ToList();
        var own = saved.Where(r => r.Base is null && r.View is not null).Select(r => Make(page, r, settings));
        IEnumerable<ListView> views = layers.Count > 0
            ? layers.Select(v => Make(page, v, settings))
            : [Make(page, new ViewDefinition { Id = ListView.Bare, Type = type.Id, Label = type.PluralLabel }, settings)];
        return [.. views, .. own];
    }

    /// <summary>The board of a pipeline as the person has it: a view without conditions, for the sake of its settings; one query.</summary>
    public static async Task<ListView> BoardAsync(PageContext page, ContentType type, Pipeline pipeline)
    {
        var board = new ViewDefinition { Id = $"board.{pipeline.Id}", Type = type.Id, Label = pipeline.Label };
        FilterNode[] own = [Equal(SavedViews.List, type.Id), Equal(SavedViews.Base, board.Id), Equal(SavedViews.Owner, page.Actor.Id)];
        var saved = await SavedAsync(page, new AndFilter(own));
        return Make(page, board, saved.Take(1).ToDictionary(r => r.Base!, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>The one that is asked for; else the person's own first, that of the layers, and the first that is not hidden.</summary>
    public static ListView Choose(IReadOnlyList<ListView> views, string? asked) =>
        views.FirstOrDefault(v => v.Id.Equals(asked, StringComparison.OrdinalIgnoreCase))
        ?? views.FirstOrDefault(v => v.Preferred)
        ?? views.FirstOrDefault(v => v.Definition.Default == true && !v.Hidden)
        ?? views.FirstOrDefault(v => !v.Hidden)
        ?? views[0];

    /// <summary>Saves what the person sets for a view.</summary>
    public static Task SetAsync(PageContext page, ContentType type, ListView view, ViewSettings? settings = null, bool? preferred = null, bool? hidden = null)
    {
        var values = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        if (settings is not null)
        {
            values[SavedViews.Definition] = JsonSerializer.Serialize(settings, DefinitionJson.Options);
        }

        if (preferred is { } first)
        {
            values[SavedViews.IsDefault] = first;
        }

        if (hidden is { } away)
        {
            values[SavedViews.Hidden] = away;
        }

        if (view.Setting > 0)
        {
            return WriteAsync(page, new UpdateChange(SavedViews.TypeId, view.Setting, values));
        }

        values[SavedViews.Name] = view.Label.Length == 0 ? view.Id : view.Label[..Math.Min(view.Label.Length, 100)];
        values[SavedViews.List] = type.Id;
        values[SavedViews.Base] = view.Id;
        values[SavedViews.Owner] = page.Actor.Id;
        return WriteAsync(page, new CreateChange(SavedViews.TypeId, values));
    }

    public static Task<WriteResult> WriteAsync(PageContext page, params Change[] changes) =>
        page.Services.GetRequiredService<IContentWriter>().ApplyAsync(
            new ChangeSet { Actor = page.Actor, Act = new ActInfo(ActInfo.OwnScreen), Changes = changes }, page.Aborted);

    private static async Task<List<Row>> SavedAsync(PageContext page, FilterNode where)
    {
        var query = new ContentQuery { Type = SavedViews.TypeId, Where = where, Columns = _columns, Limit = Most };
        return page.Model.Find(SavedViews.TypeId) is null
            ? []
            : [.. (await page.Services.GetRequiredService<IContentReader>().QueryAsync(page.Actor, query, page.Aborted)).Rows.OrderBy(r => r.Id).Select(Row.Of)];
    }

    private static FieldCondition Equal(string field, string value) => new(field, FilterOperator.Equal, JsonSerializer.SerializeToElement(value));

    private static ListView Make(PageContext page, ViewDefinition view, Dictionary<string, Row> settings)
    {
        var own = settings.GetValueOrDefault(view.Id);
        return new ListView(view.Id, page.L(view.Label, view.Id), view, 0, own?.Id ?? 0, own?.Settings ?? new ViewSettings())
        {
            Preferred = own?.IsDefault == true,
            Hidden = own?.Hidden == true,
        };
    }

    private static ListView Make(PageContext page, Row row, Dictionary<string, Row> settings)
    {
        var id = row.Id.ToString(CultureInfo.InvariantCulture);
        var own = settings.GetValueOrDefault(id);
        return new ListView(id, row.Name, row.View! with { Id = id }, row.Id, own?.Id ?? 0, own?.Settings ?? new ViewSettings())
        {
            Mine = row.Owner == page.Actor.Id,
            Shared = row.Shared,
            Preferred = own?.IsDefault == true,
            Hidden = own?.Hidden == true,
        };
    }

    private sealed record Row(long Id, string Name, string Owner, bool Shared, string? Base, bool IsDefault, bool Hidden, string Json)
    {
        public static Row Of(QueryRow row) => new(
            row.Id, row.Values[0] as string ?? "", row.Values[1] as string ?? "", row.Values[2] is true, row.Values[3] as string, row.Values[4] is true, row.Values[5] is true, row.Values[6] as string ?? "");

        public ViewDefinition? View => Read<ViewDefinition>();

        public ViewSettings Settings => Read<ViewSettings>() ?? new ViewSettings();

        /// <summary>What an older or newer version wrote and this one cannot read is passed over: the list still opens.</summary>
        private T? Read<T>()
            where T : class
        {
            try
            {
                return Json.Length == 0 ? null : JsonSerializer.Deserialize<T>(Json, DefinitionJson.Options);
            }
            catch (Exception error) when (error is JsonException or UserError)
            {
                return null;
            }
        }
    }
}

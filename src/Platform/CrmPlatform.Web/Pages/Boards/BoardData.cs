using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Pipelines;
using CrmPlatform.Content.Queries;
using CrmPlatform.Web.Pages.Lists;

namespace CrmPlatform.Web.Pages.Boards;

/// <summary>The board of a pipeline, as its address and the person's settings have it.</summary>
/// <param name="List">The filters; its path is that of the board.</param>
/// <param name="Board">The heads of the columns: counts and sums, without cards.</param>
public sealed record BoardData(ListData List, Board Board, CardFields Fields)
{
    public ContentType Type => List.Type;

    public Pipeline Pipeline => Board.Pipeline;

    public string Path => List.Path;

    /// <summary>Below the tenant's root, with the filters.</summary>
    public string Address => List.Address.Url(List.Path);

    /// <summary>The cards that are shown, by stage.</summary>
    public IReadOnlyDictionary<string, QueryPage> Cards { get; init; } = new Dictionary<string, QueryPage>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The form for a new card, where one is open.</summary>
    public QuickForm? Adding { get; init; }

    /// <summary>A column's share of the board in percent: of the worth where all of it is in one currency, else of the records.</summary>
    public double ShareOf(BoardColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        var worths = Board.Columns.SelectMany(c => c.Sums).Where(s => s.Value != 0).ToList();
        var (records, worth) = (Board.Columns.Sum(c => c.Count), worths.Sum(s => s.Value));
        return worth > 0 && worths.DistinctBy(s => s.Key, StringComparer.Ordinal).Count() == 1
            ? Math.Clamp((double)(100 * column.Sums.GetValueOrDefault(worths[0].Key) / worth), 0, 100)
            : records == 0 ? 0 : 100.0 * column.Count / records;
    }

    public bool IsFolded(Stage stage) => List.View.Settings.Folded?.Contains(stage.Id, StringComparer.OrdinalIgnoreCase) == true;

    /// <summary>The address with one thing more.</summary>
    public string With(string name, string value) => $"{Address}{(Address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{name}={Uri.EscapeDataString(value)}";

    /// <summary>The records of a column, or of all, as a list.</summary>
    public string ListUrl(WholeList views, Stage? stage)
    {
        ArgumentNullException.ThrowIfNull(views);
        FilterRow[] place = stage is null ? [] : [new("pipeline", "in", [Pipeline.Id]), new("stage", "in", [stage.Id])];
        if (place.Length == 0 && !List.IsNarrowed)
        {
            return views.Path;
        }

        // Where any of the filters is enough, the column beside them would widen the list rather than narrow it.
        var alone = List.Any && place.Length > 0;
        return new ListState
        {
            View = views.Whole,
            Own = true,
            Any = List.Any && !alone,
            Search = List.State.Search,
            Filters = alone ? place : [.. List.Filters.Select(f => f.Row), .. place],
        }.Url(views.Path);
    }

    public static string PathOf(ContentType type, Pipeline pipeline) => $"/c/{type.Id}/board/{pipeline.Id}";
}

/// <summary>The list of a type, and its view that hides nothing.</summary>
public sealed record WholeList(string Path, string? Whole)
{
    public static WholeList Of(ContentModel model, ContentType type)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(type);
        var whole = model.Views.FirstOrDefault(v => string.Equals(v.Type, type.Id, StringComparison.OrdinalIgnoreCase) && v.Where is null);
        return new WholeList($"/c/{type.Id}", whole?.Id);
    }
}

/// <summary>A column with the cards that are shown in it.</summary>
public sealed record Lane(BoardData Board, BoardColumn Column)
{
    public Stage Stage => Column.Stage;

    public bool IsFolded => Board.IsFolded(Stage);

    public QueryPage? Cards => Board.Cards.GetValueOrDefault(Stage.Id);

    /// <summary>Ends have counts and sums; their records are shown as a list.</summary>
    public bool IsOpen => Stage.Kind == StageKind.Open;
}

/// <summary>Cards of a column, from its top or further down.</summary>
public sealed record MoreCards(BoardData Board, Stage Stage, QueryPage Cards);

/// <summary>The answer to a move or a new card: fresh heads, the card as it is now, and what was done.</summary>
/// <param name="Form">A fresh form, when the card was added by one.</param>
public sealed record BoardAnswer(BoardData Board, MoreCards Card, Shell.Flash Flash, QuickForm? Form = null);

/// <summary>A form of few fields for a new card in a column.</summary>
public sealed record QuickForm(BoardData Board, Stage Stage, Forms.RecordForm Form);

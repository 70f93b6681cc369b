using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;
using CrmPlatform.Web.Cells;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Search;

/// <summary>What was found in one type.</summary>
public sealed record FoundIn(ContentType Type, IReadOnlyList<Column> Columns, QueryPage Rows);

public sealed record SearchData(string Text, bool TooShort, IReadOnlyList<FoundIn> Found);

/// <summary>Search over every type that can be searched.</summary>
internal static class SearchPages
{
    private const int Least = 3;
    private const int MostText = 200;
    private const int PerType = 8;

    public static async Task<IResult> ShowAsync(PageContext page)
    {
        var text = page.Request.Query["q"].ToString().Trim();
        text = text.Length > MostText ? text[..MostText] : text;
        if (text.Length < Least)
        {
            return page.View<SearchPage>(new SearchData(text, text.Length > 0, []));
        }

        var found = new List<FoundIn>();
        foreach (var type in NavItem.InOrder(page).Where(t => t.OrderedFields.Any(f => f.Searchable)))
        {
            if (await FindAsync(page, type, text) is { Rows.Rows.Count: > 0 } some)
            {
                found.Add(some);
            }
        }

        return page.View<SearchPage>(new SearchData(text, false, found));
    }

    private static async Task<FoundIn> FindAsync(PageContext page, ContentType type, string text)
    {
        var shown = type.OrderedFields.Where(f => !f.Hidden && f.Id != type.NameField && (f.Searchable || f.Type is FieldTypes.Lookup)).Take(3).Select(f => f.Id);
        var columns = Column.For(page, type, [type.NameField, .. shown]);
        var query = new ContentQuery { Type = type.Id, Where = new SearchFilter(text), Columns = [.. columns.Select(c => c.Path)], Limit = PerType };
        return new FoundIn(type, columns, await page.Services.GetRequiredService<IContentReader>().QueryAsync(page.Actor, query, page.Aborted));
    }
}

using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Search;

public sealed record SearchData(string Text, bool TooShort, IReadOnlyList<FoundIn> Found);

/// <summary>The page of what was found.</summary>
internal static class SearchPages
{
    private const int PerType = 8;

    public static async Task<IResult> ShowAsync(PageContext page)
    {
        var text = RecordSearch.TextOf(page);
        return page.View<SearchPage>(text.Length < RecordSearch.Least
            ? new SearchData(text, text.Length > 0, [])
            : new SearchData(text, false, await RecordSearch.FindAsync(page, text, PerType)));
    }
}

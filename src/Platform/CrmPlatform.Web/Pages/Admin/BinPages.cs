using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Queries;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Admin;

/// <summary>Binned records of one type.</summary>
public sealed record BinnedIn(ContentType Type, QueryPage Rows);

internal static class BinPages
{
    private const int PerType = 50;

    public static async Task<IResult> ShowAsync(PageContext page)
    {
        var reader = page.Services.GetRequiredService<IContentReader>();
        var found = new List<BinnedIn>();
        foreach (var type in page.Model.Types.Values.Where(t => !t.Internal).OrderBy(t => page.L(t.PluralLabel, t.Id), StringComparer.Create(page.Culture, ignoreCase: true)))
        {
            var query = new ContentQuery
            {
                Type = type.Id,
                Columns = [type.NameField, SystemFields.DeletedAt],
                Sort = ["-" + SystemFields.DeletedAt],
                Limit = PerType,
                Bin = true,
            };
            var rows = await reader.QueryAsync(page.Actor, query, page.Aborted);
            if (rows.Rows.Count > 0)
            {
                found.Add(new BinnedIn(type, rows));
            }
        }

        return page.View<BinPage>(found);
    }
}

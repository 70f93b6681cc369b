using System.Globalization;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Exporting;
using CrmPlatform.Content.Queries;
using CrmPlatform.Web.Errors;
using CrmPlatform.Web.Pages.Forms;
using CrmPlatform.Web.Pages.Lists;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Exports;

/// <summary>Any list as a file: its columns, its filter, its order, and nothing that its person may not see.</summary>
internal static class ExportPages
{
    public static async Task<IResult> ExportAsync(PageContext page)
    {
        var data = await ListData.SetUpAsync(page, ListPages.TypeOf(page), ListState.Of(page.Request.Query));
        return data.Problems.Count > 0 ? page.View<ListPage>(await ListData.FillAsync(page, data)) : Of(page, data, data.Selected);
    }

    /// <summary>These records of a list, with its columns and in its order.</summary>
    public static IResult Of(PageContext page, ListData data, FilterNode? where)
    {
        Writing.Demand(page, Permission.ContentExport);
        var format = page.Request.RouteValues["format"] as string ?? "";
        return format is "csv" or "xlsx"
            ? new Export(page, data with { Where = where }, format)
            : throw WebErrors.Malformed.With(("problem", format));
    }

    /// <summary>Writes the rows while they are read.</summary>
    private sealed class Export(PageContext page, ListData data, string format) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var name = page.L(data.Type.PluralLabel, data.Type.Id);
            var day = page.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            var response = httpContext.Response;
            response.ContentType = format == "csv" ? "text/csv; charset=utf-8" : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            response.Headers.CacheControl = "no-store";
            response.Headers.ContentDisposition = $"attachment; filename=\"{data.Type.Id}-{day}.{format}\"; filename*=UTF-8''{Uri.EscapeDataString($"{name} {day}.{format}")}";

            // Noted before the first row leaves, so that what broke off half way is there too.
            var acts = page.Services.GetRequiredService<IActs>();
            var act = await acts.BeginAsync(page.Actor, new ActInfo("export", ActTitle.Of(data.Type, ActTitle.Format(format))), page.Aborted);
            var state = ActState.Failed;
            try
            {
                await WriteAsync(response.Body, name);
                state = ActState.Done;
            }
            finally
            {
                await acts.CompleteAsync(act, state, CancellationToken.None);
            }
        }

        private async Task WriteAsync(Stream body, string name)
        {
            var columns = new ExportColumns(page, data.Columns);
            var query = new ContentQuery { Type = data.Type.Id, Where = data.Where, Columns = [.. data.Columns.Select(c => c.Path)], Sort = data.Sort };
            using ITableWriter table = format == "csv" ? new CsvTable(body, page.Culture) : new WorkbookTable(body, name);
            await table.HeadAsync(columns.Heads, page.Aborted);
            await foreach (var row in page.Services.GetRequiredService<IContentReader>().StreamAsync(page.Actor, query, page.Aborted))
            {
                await table.RowAsync(columns.Cells(row.Values), page.Aborted);
            }

            await table.EndAsync(page.Aborted);
        }
    }
}

using System.Globalization;
using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Pipelines;
using CrmPlatform.Errors;
using CrmPlatform.Web.Pages.Lists;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Funnels;

/// <summary>The funnel of a pipeline over records that entered it in a period.</summary>
public sealed record FunnelData(ContentType Type, Funnel Funnel, DateOnly? From, DateOnly? Until)
{
    public string Path => $"/c/{Type.Id}/funnel/{Funnel.Pipeline.Id}";

    public IEnumerable<FunnelStage> Open => Funnel.Stages.Where(s => s.Stage.Kind == StageKind.Open);

    /// <summary>The widest bar.</summary>
    public long Most => Math.Max(1, Math.Max(Funnel.Won, Open.Select(s => s.Reached).DefaultIfEmpty(0).Max()));

    public double? WinRate => Funnel.Won + Funnel.Lost == 0 ? null : (double)Funnel.Won / (Funnel.Won + Funnel.Lost);
}

internal static class FunnelPages
{
    public static async Task<IResult> ShowAsync(PageContext page)
    {
        var type = ListPages.TypeOf(page);
        var pipeline = page.Model.FindPipeline(type.Id, page.Request.RouteValues["pipeline"] as string)
            ?? throw PlatformErrors.NotFound.With(("type", page.L(type.Label, type.Id)), ("id", page.Request.RouteValues["pipeline"]));
        var from = Day(page, "from");
        var until = Day(page, "until");
        var funnel = await page.Services.GetRequiredService<IPipelineReports>()
            .FunnelAsync(page.Actor, type.Id, pipeline.Id, from, until, page.Aborted);
        return page.View<FunnelPage>(new FunnelData(type, funnel, from, until));
    }

    /// <summary>A day of the period; a word that is none is refused, since the figures would be those of all time.</summary>
    private static DateOnly? Day(PageContext page, string name)
    {
        var text = page.Request.Query[name].ToString();
        return text.Length == 0 ? null
            : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
            : throw PlatformErrors.BadValue.With(("value", text), ("field", page.T("funnel.period")), ("expected", page.T("expected.date")));
    }
}

using System.Globalization;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Fields;
using CrmPlatform.Content.Handover;
using CrmPlatform.Content.Queries;
using CrmPlatform.Errors;
using CrmPlatform.Web.Pages.Forms;
using CrmPlatform.Web.Pages.Lists;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Handover;

/// <summary>A handover that a person prepares.</summary>
/// <param name="Open">Types with an owner, and how many open records the person owns.</param>
/// <param name="Others">Those who may receive.</param>
/// <param name="Plan">Who would get how much; null until it was asked for.</param>
public sealed record HandoverData(
    ContentRecord From,
    IReadOnlyList<(ContentType Type, long Open)> Open,
    IReadOnlyList<(long Id, string Name, string? Region)> Others,
    HandoverRequest Request,
    HandoverPlan? Plan,
    string? Error);

/// <summary>Gives the open work of an employee to others.</summary>
internal static class HandoverPages
{
    private const int MostPeople = 500;

    /// <summary>What is open, and, once asked, who would get it.</summary>
    public static async Task<IResult> ShowAsync(PageContext page) => await ShowAsync(page, RequestOf(page, k => [.. page.Request.Query[k].OfType<string>()]), null);

    public static async Task<IResult> RunAsync(PageContext page)
    {
        Writing.Demand(page, Permission.ContentHandover);
        var form = await page.Request.ReadFormAsync(page.Aborted);
        var request = RequestOf(page, k => [.. form[k].OfType<string>()]);
        try
        {
            var (job, isNew) = await page.Services.GetRequiredService<IHandovers>().StartAsync(page.Actor, request, form[RecordForm.TokenInput].ToString(), page.Aborted);
            return page.Go($"/c/{EmployeeField.TargetType}/{request.From.ToString(CultureInfo.InvariantCulture)}", await BulkPages.BeginAsync(page, job, isNew));
        }
        catch (UserError error) when (error.Code.Status is not (StatusCodes.Status403Forbidden or StatusCodes.Status404NotFound))
        {
            return await ShowAsync(page, request, page.T(error));
        }
    }

    private static async Task<IResult> ShowAsync(PageContext page, HandoverRequest request, string? error)
    {
        Writing.Demand(page, Permission.ContentHandover);
        var handovers = page.Services.GetRequiredService<IHandovers>();
        var reader = page.Services.GetRequiredService<IContentReader>();
        var from = await reader.FindAsync(page.Actor, EmployeeField.TargetType, request.From, page.Aborted)
            ?? throw PlatformErrors.NotFound.With(("type", EmployeeField.TargetType), ("id", request.From));
        var people = await reader.QueryAsync(
            page.Actor, new ContentQuery { Type = EmployeeField.TargetType, Columns = ["name", "region"], Sort = ["name"], Limit = MostPeople }, page.Aborted);
        HandoverPlan? plan = null;
        if (error is null && request.Types.Count > 0)
        {
            try
            {
                plan = await handovers.PlanAsync(page.Actor, request, page.Aborted);
            }
            catch (UserError problem) when (problem.Code.Status != StatusCodes.Status403Forbidden)
            {
                error = page.T(problem);
            }
        }

        return page.View<HandoverPage>(new HandoverData(
            from,
            await handovers.OpenAsync(page.Actor, request.From, page.Aborted),
            [.. people.Rows.Where(r => r.Id != request.From).Select(r => (r.Id, r.Values[0] as string ?? "", r.Values[1] as string))],
            request,
            plan,
            error));
    }

    private static HandoverRequest RequestOf(PageContext page, Func<string, IReadOnlyList<string>> values)
    {
        var types = values("type");
        var byType = types
            .Select(t => (Type: t, To: values("to." + t) is [var to, ..] ? Number(to) : null))
            .Where(t => t.To is not null)
            .DistinctBy(t => t.Type, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(t => t.Type, t => t.To!.Value, StringComparer.OrdinalIgnoreCase);
        var rule = values("rule") is [var named, ..] && Enum.TryParse<HandoverRule>(named, out var chosen) ? chosen : HandoverRule.Even;
        return new HandoverRequest(Number(page.Request.RouteValues["id"] as string) ?? 0, types, [.. values("to").Select(Number).OfType<long>()], rule, byType);
    }

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

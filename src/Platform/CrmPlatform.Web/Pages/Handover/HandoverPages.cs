using System.Globalization;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Fields;
using CrmPlatform.Content.Handover;
using CrmPlatform.Content.Queries;
using CrmPlatform.Errors;
using CrmPlatform.Web.Hosting;
using CrmPlatform.Web.Pages.Forms;
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

    /// <summary>Longer than that nobody should wait for a page.</summary>
    private static readonly TimeSpan _wait = TimeSpan.FromSeconds(8);

    /// <summary>What is open, and, once asked, who would get it.</summary>
    public static async Task<IResult> ShowAsync(PageContext page) => await ShowAsync(page, RequestOf(page, k => [.. page.Request.Query[k].OfType<string>()]), null);

    public static async Task<IResult> RunAsync(PageContext page)
    {
        Writing.Demand(page, Permission.ContentHandover);
        var form = await page.Request.ReadFormAsync(page.Aborted);
        var request = RequestOf(page, k => [.. form[k].OfType<string>()]);
        try
        {
            var done = await RunAsync(page, request);
            var flash = done is { } whole ? new Flash(page.Plural("handover.done", whole.Records), whole.Act) : new Flash(page.T("handover.background"), Link: "/acts", LinkText: page.T("nav.acts"));
            return page.Go($"/c/{EmployeeField.TargetType}/{request.From.ToString(CultureInfo.InvariantCulture)}", flash);
        }
        catch (UserError error) when (error.Code.Status is not (StatusCodes.Status403Forbidden or StatusCodes.Status404NotFound))
        {
            return await ShowAsync(page, request, page.T(error));
        }
    }

    /// <summary>Null when it goes on behind the page: whoever leaves does not stop it halfway.</summary>
    private static async Task<(long Act, long Records)?> RunAsync(PageContext page, HandoverRequest request)
    {
        var actor = page.Actor;
        var end = new TaskCompletionSource<(long Act, long Records)>(TaskCreationOptions.RunContinuationsAsynchronously);
        var watch = page.Services.GetRequiredService<WorkWatch>();
        _ = page.Services.GetRequiredService<TenantWork>().Start($"handover of {request.From}", async (services, stopping) =>
        {
            try
            {
                end.SetResult(await services.GetRequiredService<IHandovers>().RunAsync(actor, request, stopping));
            }
            catch (Exception cause) when (cause is not OperationCanceledException)
            {
                end.SetException(cause);
                throw;
            }
        });
        if (await Task.WhenAny(end.Task, Task.Delay(_wait, page.Services.GetRequiredService<TimeProvider>(), page.Aborted)) != end.Task)
        {
            return null;
        }

        var done = await end.Task;
        watch.Look("handover", done.Act);
        return done;
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

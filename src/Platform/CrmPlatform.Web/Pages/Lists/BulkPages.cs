using System.Globalization;
using System.Text.Json;
using CrmPlatform.Content;
using CrmPlatform.Content.Bulk;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Merging;
using CrmPlatform.Content.Model;
using CrmPlatform.Content.Queries;
using CrmPlatform.Web.Hosting;
using CrmPlatform.Web.Pages.Exports;
using CrmPlatform.Web.Pages.Forms;
using CrmPlatform.Web.Shell;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CrmPlatform.Web.Pages.Lists;

/// <summary>The question before something is done to many records.</summary>
/// <param name="Count">How many records are meant.</param>
/// <param name="Ids">Those chosen one by one; empty: all that match.</param>
/// <param name="Form">The field that is set, once it is known.</param>
public sealed record BulkQuestion(ListData List, string Do, long Count, IReadOnlyList<long> Ids, RecordForm? Form, string Token)
{
    public string Field => Form?.Fields is [var asked, ..] ? asked.Id : "";
}

/// <summary>Asks what to do to the selected records, and does it.</summary>
internal static class BulkPages
{
    public const string Owner = "owner";
    public const string Edit = "edit";
    public const string Stage = "stage";
    public const string Tag = "tag";
    public const string Untag = "untag";
    public const string Merge = "merge";
    public const string Delete = "delete";

    /// <summary>A tick: the field is to be emptied.</summary>
    public const string ClearInput = "~clear";

    /// <summary>Of <see cref="CrmPlatform.Events.WorkEnded"/>.</summary>
    private const string Kind = "bulk";

    private const string TokenInput = "~token";
    private const string IdsInput = "~ids";

    /// <summary>How long the person's own page waits for the work to end.</summary>
    private static readonly TimeSpan _wait = TimeSpan.FromSeconds(1);

    /// <summary>Above this the toast says that there is no need to wait.</summary>
    private static readonly TimeSpan _long = TimeSpan.FromSeconds(10);

    /// <summary>What can be done to records of a type.</summary>
    public static IEnumerable<string> Offered(PageContext page, ContentType type)
    {
        if (page.Actor.Can(Permission.ContentEdit, type))
        {
            if (type.Has(KnownParts.Owned) && type.Find(StandardFields.Owner)?.TargetType is not null)
            {
                yield return Owner;
            }

            if (type.Has(KnownParts.Staged) && page.Model.PipelinesOf(type.Id).Any())
            {
                yield return Stage;
            }

            if (type.Has(KnownParts.Tagged) && type.Find(StandardFields.Tags)?.Choices.Count > 0)
            {
                yield return Tag;
                yield return Untag;
            }

            yield return Edit;
        }

        if (page.Actor.Can(Permission.ContentDelete, type))
        {
            if (page.Actor.Can(Permission.ContentEdit, type) && type.DuplicateKeys.Count > 0)
            {
                yield return Merge;
            }

            yield return Delete;
        }
    }

    /// <summary>The fields that can be set in many records at once.</summary>
    public static IEnumerable<ContentField> Editable(PageContext page, ContentType type) =>
        FormFields.Of(page, type, isNew: false).Where(f => !string.Equals(f.Id, type.NameField, StringComparison.OrdinalIgnoreCase));

    /// <summary>The question: how many, and what they are to have.</summary>
    public static async Task<IResult> AskAsync(PageContext page)
    {
        var type = ListPages.TypeOf(page);
        var sent = await page.Request.ReadFormAsync(page.Aborted);
        var data = await ListData.SetUpAsync(page, type, ListState.Of(sent));
        var ids = sent["all"] == "1" ? [] : IdsOf(sent);
        if (data.Problems is [var problem, ..])
        {
            throw problem.Error;
        }

        if (sent["all"] != "1" && ids.Count == 0)
        {
            throw ListErrors.NothingPicked.With();
        }

        var what = DoOf(page, type, sent);
        if (what == Merge)
        {
            return await ToMergeAsync(page, data, ids);
        }

        var field = FieldOf(page, type, what, sent["field"].ToString());
        var form = field is null ? null : await RecordForm.ShowAsync(page, type, null, [field], new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase));
        return await AnswerAsync(page, data, what, ids, form, Guid.NewGuid().ToString("N"), StatusCodes.Status200OK);
    }

    /// <summary>Does it: at once when it is quick, else with progress in a toast.</summary>
    public static async Task<IResult> RunAsync(PageContext page)
    {
        var type = ListPages.TypeOf(page);
        var sent = await page.Request.ReadFormAsync(page.Aborted);
        var data = await ListData.SetUpAsync(page, type, ListState.Of(sent));
        var (what, ids) = (DoOf(page, type, sent), IdsOf(sent));
        var field = FieldOf(page, type, what, sent["field"].ToString());
        if (field is null && what != Delete)
        {
            throw ListErrors.BadAct.With();
        }

        var form = field is null ? null : await RecordForm.SentAsync(page, type, null, [field, .. Reasons(page, type, what, sent)]);
        var values = form is null ? [] : (await form.ReadAsync()).Values;
        if (form is not null)
        {
            DemandValues(page, form, values, sent);
        }

        if (form is { IsValid: false })
        {
            return await AnswerAsync(page, data, what, ids, form, sent[TokenInput].ToString(), StatusCodes.Status422UnprocessableEntity);
        }

        var (job, isNew) = await page.Services.GetRequiredService<IBulkActs>().StartAsync(page.Actor, await OrderAsync(page, data, what, ids, field, values, sent[TokenInput].ToString()), page.Aborted);
        return page.Go(data.Address.Url(data.Path), await BeginAsync(page, job, isNew));
    }

    /// <summary>Begins with work that was noted, and says how far it has come within a moment.</summary>
    public static async Task<Flash> BeginAsync(PageContext page, long job, bool isNew)
    {
        if (isNew)
        {
            var time = page.Services.GetRequiredService<TimeProvider>();
            page.Services.GetRequiredService<WorkWatch>().Look(Kind, job);
            var work = page.Services.GetRequiredService<TenantWork>().Start($"bulk {job}", (services, stopping) => services.GetRequiredService<IBulkActs>().RunAsync(job, stopping));
            await Task.WhenAny(work, Task.Delay(_wait, time, page.Aborted));
        }

        return await SayAsync(page, job);
    }

    /// <summary>The selected records as a file.</summary>
    public static async Task<IResult> ExportAsync(PageContext page)
    {
        var sent = await page.Request.ReadFormAsync(page.Aborted);
        var data = await ListData.SetUpAsync(page, ListPages.TypeOf(page), ListState.Of(sent));
        var ids = sent["all"] == "1" ? [] : IdsOf(sent);
        if (data.Problems is [var problem, ..])
        {
            throw problem.Error;
        }

        return sent["all"] != "1" && ids.Count == 0 ? throw ListErrors.NothingPicked.With() : ExportPages.Of(page, data, WhereOf(data, ids));
    }

    /// <summary>Where the work stands, as the toast that asks again until it has ended.</summary>
    public static async Task<IResult> ProgressAsync(PageContext page)
    {
        var written = page.Request.RouteValues["job"] as string;
        var job = long.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;
        page.Services.GetRequiredService<WorkWatch>().Look(Kind, job);
        var flash = await SayAsync(page, job);
        if (flash is { Job: null })
        {
            page.Http.Response.Headers["HX-Trigger"] = "list-changed";
        }

        return page.IsFragment ? page.View<Components.Toast>(flash) : page.Go("/", flash);
    }

    private static async Task<Flash> SayAsync(PageContext page, long job)
    {
        var progress = await page.Services.GetRequiredService<IBulkActs>().FindAsync(page.Actor, job, page.Aborted)
            ?? throw BulkErrors.Unknown.With(("job", job));
        if (!progress.Finished)
        {
            var key = page.Now - progress.StartedAt > _long ? "list.bulk-background" : "list.bulk-progress";
            return new Flash(page.T(key, ("title", page.TitleOf(progress.Title ?? "")), ("done", progress.Done.ToString("N0", page.Culture)), ("count", progress.Expected.ToString("N0", page.Culture))), Job: job);
        }

        var words = new List<string>
        {
            progress.Verb == BulkVerb.Give
                ? page.Plural("handover.done", progress.Changed)
                : page.Plural(progress.Verb == BulkVerb.Delete ? "list.bulk-deleted" : "list.bulk-done", progress.Changed, ("noun", page.Noun(progress.Type)), ("nouns", page.Nouns(progress.Type))),
        };
        if (progress.Refused > 0)
        {
            words.Add(page.Plural("list.bulk-refused", progress.Refused, ("reason", progress.Reasons.Count > 0 ? progress.Reasons[0] : "")));
        }

        if (progress.Failure is { } failure)
        {
            words.Add(failure);
        }

        return new Flash(string.Join(' ', words), progress.Changed > 0 ? progress.Act : null, Bad: progress.Refused > 0 || progress.Failure is not null);
    }

    private static async Task<RazorComponentResult> AnswerAsync(
        PageContext page, ListData data, string what, IReadOnlyList<long> ids, RecordForm? form, string token, int status)
    {
        var question = new BulkQuestion(data, what, await ListPages.CountAsync(page, data.Type, WhereOf(data, ids)), ids, form, token);
        return page.IsFragment ? page.View<BulkAsk>(question, status) : page.View<BulkPage>(question, status);
    }

    private static async Task<BulkOrder> OrderAsync(
        PageContext page, ListData data, string what, List<long> ids, ContentField? field, Dictionary<string, object?> values, string token)
    {
        return new()
        {
            Type = data.Type.Id,
            Verb = what switch { Delete => BulkVerb.Delete, Tag => BulkVerb.Add, Untag => BulkVerb.Remove, _ => BulkVerb.Set },
            Values = what == Stage ? WithPipeline(page, data.Type, values) : values,
            Ids = ids.Count == 0 ? null : ids,
            Where = ids.Count == 0 ? data.Selected : null,
            Title = ActTitle.Of(data.Type, field?.Id ?? ActTitle.Deletion),
            Expected = await ListPages.CountAsync(page, data.Type, WhereOf(data, ids)),
            Token = token,
        };
    }

    /// <summary>A stage is named <c>pipeline/stage</c> where there are several pipelines.</summary>
    private static Dictionary<string, object?> WithPipeline(PageContext page, ContentType type, Dictionary<string, object?> values)
    {
        var (pipeline, stage) = StageChoices.Split(page, type, values[StandardFields.Stage] as string ?? "");
        return new(values, StringComparer.OrdinalIgnoreCase) { [StandardFields.Pipeline] = pipeline, [StandardFields.Stage] = stage };
    }

    /// <summary>The reason that a stage of lost records asks for: one for all of them.</summary>
    private static IEnumerable<ContentField> Reasons(PageContext page, ContentType type, string what, IFormCollection sent)
    {
        if (what == Stage && type.Find(StandardFields.LostReason) is { } reason && sent[StandardFields.Stage].ToString() is { Length: > 0 } written)
        {
            var (named, stage) = StageChoices.Split(page, type, written);
            if (page.Model.FindPipeline(type.Id, named) is { LostReasons.Count: > 0 } pipeline && pipeline.Find(stage)?.Kind == StageKind.Lost)
            {
                yield return reason with { Choices = pipeline.LostReasons };
            }
        }
    }

    /// <summary>Nothing is emptied because nothing was chosen: that is said by a tick of its own.</summary>
    private static void DemandValues(PageContext page, RecordForm form, Dictionary<string, object?> values, IFormCollection sent)
    {
        foreach (var field in form.Fields.Where(f => values.GetValueOrDefault(f.Id) is null && !form.Findings.Any(x => x.Field.Field == f)))
        {
            if (!MayClear(field) || sent[ClearInput] != "true")
            {
                form.Refuse(field, page.T(MayClear(field) ? "list.bulk-nothing-or-clear" : "list.bulk-nothing"));
            }
        }
    }

    /// <summary>True when a field can be emptied in many records at once.</summary>
    public static bool MayClear(ContentField field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return !field.Required && field.Id is not (StandardFields.Stage or StandardFields.Tags or StandardFields.LostReason);
    }

    /// <summary>The page that merges says how many it takes.</summary>
    private static async Task<IResult> ToMergeAsync(PageContext page, ListData data, List<long> ids)
    {
        if (ids.Count == 0)
        {
            var all = new ContentQuery { Type = data.Type.Id, Where = data.Selected, Columns = [SystemFields.Id], Limit = IMerges.MostRecords + 1 };
            ids = [.. (await page.Services.GetRequiredService<IContentReader>().QueryAsync(page.Actor, all, page.Aborted)).Rows.Select(r => r.Id)];
        }

        var query = string.Join('&', ids.Take(IMerges.MostRecords + 1).Select(id => $"id={id.ToString(CultureInfo.InvariantCulture)}"));
        var path = $"/c/{data.Type.Id}/merge?{query}";
        if (!page.IsFragment)
        {
            return page.Go(path);
        }

        page.Http.Response.Headers["HX-Redirect"] = page.Url(path);
        return TypedResults.NoContent();
    }

    private static FilterNode? WhereOf(ListData data, IReadOnlyList<long> ids) =>
        ids.Count == 0 ? data.Selected : new FieldCondition(SystemFields.Id, FilterOperator.In, JsonSerializer.SerializeToElement(ids));

    private static string DoOf(PageContext page, ContentType type, IFormCollection sent) =>
        Offered(page, type).FirstOrDefault(o => o == sent["do"].ToString()) ?? throw ListErrors.BadAct.With();

    private static ContentField? FieldOf(PageContext page, ContentType type, string what, string chosen) => what switch
    {
        Owner => type.Find(StandardFields.Owner),
        Stage => StageChoices.Field(page, type),
        Tag or Untag => type.Find(StandardFields.Tags),
        Edit => Editable(page, type).FirstOrDefault(f => f.Id.Equals(chosen, StringComparison.OrdinalIgnoreCase)),
        _ => null,
    };

    private static List<long> IdsOf(IFormCollection sent) =>
        [.. sent["id"].Concat(sent[IdsInput].ToString().Split(',')).Select(t => long.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0).Where(id => id > 0).Distinct()];
}

using System.Globalization;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Merging;
using CrmPlatform.Errors;
using CrmPlatform.Web.Pages.Forms;
using CrmPlatform.Web.Pages.Lists;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Merging;

/// <summary>Records of a type that may be the same.</summary>
/// <param name="Names">Names of the records that these point to.</param>
public sealed record DuplicatesData(ContentType Type, IReadOnlyList<DuplicateGroup> Groups, bool More, IReadOnlyDictionary<RecordRef, RecordLink> Names);

/// <summary>A merge that a person decides on.</summary>
/// <param name="Survivor">The record that stays.</param>
/// <param name="Choices">Field to the record whose value is taken.</param>
public sealed record MergeData(
    MergePlan Plan, long Survivor, IReadOnlyDictionary<string, long> Choices, IReadOnlyDictionary<RecordRef, RecordLink> Names, string? Error);

/// <summary>Duplicates of a type, and the page on which several records become one.</summary>
internal static class MergePages
{
    private const int Shown = 30;

    public static async Task<IResult> DuplicatesAsync(PageContext page)
    {
        var type = ListPages.TypeOf(page);
        var groups = await page.Services.GetRequiredService<IMerges>().GroupsAsync(page.Actor, type.Id, Shown + 1, page.Aborted);
        var shown = groups.Take(Shown).ToList();
        var names = await NamesAsync(page, shown.SelectMany(g => g.Records));
        return page.View<DuplicatesPage>(new DuplicatesData(type, shown, groups.Count > Shown, names));
    }

    /// <summary>What several records would become.</summary>
    public static async Task<IResult> AskAsync(PageContext page)
    {
        var type = ListPages.TypeOf(page);
        var ids = page.Request.Query["id"].Select(Number).OfType<long>().Distinct().ToList();
        return await ShowAsync(page, type, ids, null, null, null);
    }

    public static async Task<IResult> MergeAsync(PageContext page)
    {
        var type = ListPages.TypeOf(page);
        var form = await page.Request.ReadFormAsync(page.Aborted);
        var versions = form["id"].Select(Number).OfType<long>().Distinct().ToDictionary(id => id, id => Number(form[$"version{id}"]) ?? 0);
        var survivor = Number(form["survivor"]) ?? versions.Keys.FirstOrDefault();
        var choices = type.OrderedFields
            .Select(f => (f.Id, From: Number(form["field." + f.Id])))
            .Where(f => f.From is not null)
            .ToDictionary(f => f.Id, f => f.From!.Value, StringComparer.OrdinalIgnoreCase);
        try
        {
            var act = await page.Services.GetRequiredService<IMerges>().MergeAsync(page.Actor, new MergeRequest(type.Id, survivor, versions, choices), page.Aborted);
            return page.Go(Writing.Path(type, survivor), new Flash(page.Plural("merge.done", versions.Count), act));
        }
        catch (UserError error) when (error.Code.Status is not (StatusCodes.Status403Forbidden or StatusCodes.Status404NotFound))
        {
            return await ShowAsync(page, type, [.. versions.Keys], survivor, choices, page.T(error));
        }
    }

    private static async Task<IResult> ShowAsync(
        PageContext page, ContentType type, IReadOnlyCollection<long> ids, long? survivor, Dictionary<string, long>? choices, string? error)
    {
        Writing.Demand(page, Permission.ContentEdit, type);
        Writing.Demand(page, Permission.ContentDelete, type);
        var plan = await page.Services.GetRequiredService<IMerges>().PlanAsync(page.Actor, type.Id, ids, page.Aborted);
        choices ??= plan.Fields.ToDictionary(f => f.Field.Id, f => f.Suggested, StringComparer.OrdinalIgnoreCase);
        var data = new MergeData(
            plan,
            survivor ?? plan.Records.MaxBy(r => plan.Links.GetValueOrDefault(r.Id))!.Id,
            choices,
            await NamesAsync(page, plan.Records),
            error);
        return page.View<MergePage>(data, error is null ? StatusCodes.Status200OK : StatusCodes.Status409Conflict);
    }

    private static async Task<IReadOnlyDictionary<RecordRef, RecordLink>> NamesAsync(PageContext page, IEnumerable<ContentRecord> records)
    {
        var links = records
            .SelectMany(r => page.Model.Get(r.Type).OrderedFields.SelectMany(f => LinksOf(f, r[f.Id])))
            .Distinct()
            .ToList();
        return await page.Services.GetRequiredService<IContentReader>().NamesAsync(page.Actor, links, page.Aborted);
    }

    private static IEnumerable<RecordRef> LinksOf(ContentField field, object? value) => value switch
    {
        long id when field.TargetType is { } type && field.Type is FieldTypes.Lookup or FieldTypes.Employee => [new RecordRef(field.TargetType!, id)],
        IEnumerable<long> ids when field.TargetType is { } type => ids.Select(id => new RecordRef(type, id)),
        RecordRef link => [link],
        _ => [],
    };

    /// <summary>A value in words.</summary>
    public static string Text(PageContext page, ContentField field, object? value, IReadOnlyDictionary<RecordRef, RecordLink> names)
    {
        var links = LinksOf(field, value).ToList();
        return value is null ? ""
            : links.Count > 0 ? string.Join(", ", links.Select(l => names.GetValueOrDefault(l)?.Name ?? page.T("record.unnamed")))
            : page.TypeOf(field).Format(value, field, page.Format);
    }

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

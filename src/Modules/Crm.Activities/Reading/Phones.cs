using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;
using CrmPlatform.Web.Shell;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Activities.Reading;

/// <summary>The numbers at which the subjects of activities are reached: their own, or those of whom they point to.</summary>
public static class Phones
{
    /// <summary>One query per type of subject.</summary>
    public static async Task<IReadOnlyDictionary<RecordRef, string>> OfAsync(PageContext page, IEnumerable<RecordLink> subjects)
    {
        ArgumentNullException.ThrowIfNull(page);
        var phones = new Dictionary<RecordRef, string>();
        foreach (var ofType in subjects.Where(s => s.Name.Length > 0).GroupBy(s => s.Type, StringComparer.OrdinalIgnoreCase))
        {
            if (page.Model.Find(ofType.Key) is not { } type || PathsOf(page.Model, type) is not { Count: > 0 } paths || !page.Actor.Can(Permission.ContentView, type))
            {
                continue;
            }

            var ids = ofType.Select(s => s.Id).Distinct().ToArray();
            var query = new ContentQuery { Type = type.Id, Where = ActivityQueries.Compare(SystemFields.Id, FilterOperator.In, ids), Columns = paths, Limit = Math.Max(1, ids.Length) };
            foreach (var row in (await page.Services.GetRequiredService<IContentReader>().QueryAsync(page.Actor, query, page.Aborted)).Rows)
            {
                if (row.Values.OfType<string>().FirstOrDefault(v => v.Length > 0) is { } phone)
                {
                    phones[new RecordRef(type.Id, row.Id)] = phone;
                }
            }
        }

        return phones;
    }

    private static List<string> PathsOf(ContentModel model, ContentType type)
    {
        var own = PhoneOf(type);
        var others = from field in type.OrderedFields
                     where field is { Type: FieldTypes.Lookup, Hidden: false, TargetType: not null }
                     let target = model.Find(field.TargetType!)
                     where target is not null
                     let phone = PhoneOf(target)
                     where phone is not null
                     orderby target.Icon == "user" descending
                     select $"{field.Id}.{phone}";
        return own is not null ? [own] : [.. others.Take(2)];
    }

    private static string? PhoneOf(ContentType type) => type.OrderedFields.FirstOrDefault(f => f is { Type: FieldTypes.Phone, Hidden: false })?.Id;
}

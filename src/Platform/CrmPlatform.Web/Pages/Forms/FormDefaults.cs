using System.Globalization;
using System.Text.Json;
using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Model;
using CrmPlatform.Errors;
using CrmPlatform.Web.Editors;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Forms;

/// <summary>The first values of a new record: the model's defaults, then what the address brings along.</summary>
internal static class FormDefaults
{
    /// <param name="conditional">True: also the defaults of fields whose condition does not hold yet.</param>
    public static Dictionary<string, object?> For(PageContext page, ContentType type, IReadOnlyList<ContentField> fields, bool conditional = false)
    {
        var values = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var field in fields)
        {
            if (Default(page, field) is { } value)
            {
                values[field.Id] = value;
            }

            if (page.Request.Query[field.Id].ToString() is { Length: > 0 } text && Brought(page, field, text) is { } brought)
            {
                values[field.Id] = brought;
            }
        }

        Begin(page, type, values);
        var off = conditional ? new HashSet<string>(StringComparer.OrdinalIgnoreCase) : FieldConditions.Off(page, type, fields, values);
        foreach (var field in off.Where(f => page.Request.Query[f].Count == 0))
        {
            values.Remove(field);
        }

        return values;
    }

    /// <summary>The model's defaults alone: for a record within the form of another, whose address speaks of the other.</summary>
    public static Dictionary<string, object?> Plain(PageContext page, ContentType type, IReadOnlyList<ContentField> fields)
    {
        var values = fields.Select(f => (f.Id, Value: Default(page, f))).Where(f => f.Value is not null)
            .ToDictionary(f => f.Id, f => f.Value, StringComparer.OrdinalIgnoreCase);
        Begin(page, type, values);
        return values;
    }

    /// <summary>A new record begins in the first stage of its pipeline, and without one in the first pipeline.</summary>
    public static void Begin(PageContext page, ContentType type, Dictionary<string, object?> values)
    {
        if (!type.Has(KnownParts.Staged))
        {
            return;
        }

        var pipeline = page.Model.FindPipeline(type.Id, values.GetValueOrDefault(StandardFields.Pipeline) as string)
            ?? page.Model.PipelinesOf(type.Id).FirstOrDefault();
        if (pipeline is not null)
        {
            values[StandardFields.Pipeline] = pipeline.Id;
            if (pipeline.Find(values.GetValueOrDefault(StandardFields.Stage) as string) is null)
            {
                values[StandardFields.Stage] = pipeline.Stages.FirstOrDefault(s => !s.Hidden)?.Id;
            }
        }
    }

    private static object? Default(PageContext page, ContentField field)
    {
        if (field.Definition.Default is not { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } json)
        {
            return null;
        }

        return (json.ValueKind == JsonValueKind.String ? json.GetString() : null, field.Type) switch
        {
            ("me", FieldTypes.Employee or FieldTypes.Lookup) => page.Actor.Employee,
            ("today", FieldTypes.Date) => page.Today,
            ("now", FieldTypes.DateTime) => page.Now,
            _ => page.TypeOf(field).FromJson(json, field),
        };
    }

    /// <summary>Addresses are written by people too: what does not fit is left out.</summary>
    private static object? Brought(PageContext page, ContentField field, string text)
    {
        try
        {
            return field.Type switch
            {
                FieldTypes.MultiLookup when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) => new List<long> { id },
                FieldTypes.Reference => LookupEditor.RefOf(field, text),
                FieldTypes.Lookup or FieldTypes.Employee => LookupEditor.RefOf(field, text)?.Id,
                _ => page.TypeOf(field).Parse(text, field, page.Format),
            };
        }
        catch (UserError)
        {
            return null;
        }
    }
}

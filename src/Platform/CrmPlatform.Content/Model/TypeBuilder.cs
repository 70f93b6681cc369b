using System.Security.Cryptography;
using System.Text;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Fields;
using CrmPlatform.Errors;
using CrmPlatform.Localization;

namespace CrmPlatform.Content.Model;

/// <summary>Effective types from drafts: links resolved, choices filled in, fields in their order.</summary>
internal static class TypeBuilder
{
    // A child table is table + "__" + column, and PostgreSQL keeps 63 characters of a name: 21 + 2 + 40.
    private const int MaxTableName = 21;
    private const string TablePrefix = "c_";

    public static Dictionary<string, ContentType> Build(
        LayerStack stack,
        Dictionary<string, TypeDraft> drafts,
        IReadOnlyList<Layered<PipelineDefinition>> pipelines,
        BuiltInFieldTypes fieldTypes,
        List<DormantReference> dormant)
    {
        var types = new Dictionary<string, ContentType>(drafts.Count, StringComparer.OrdinalIgnoreCase);
        foreach (var (id, draft) in drafts)
        {
            var fields = draft.Fields
                .Select(f => new FieldBuilder(stack, drafts, fieldTypes, dormant).Build(draft, f, Choices(draft, f, pipelines)))
                .ToList();
            types.Add(id, Type(draft, fields, dormant));
        }

        return types;
    }

    private static IReadOnlyList<ChoiceDefinition> Choices(TypeDraft type, FieldDraft field, IReadOnlyList<Layered<PipelineDefinition>> pipelines)
    {
        var own = field.Part == KnownParts.Staged ? PipelineBuilder.ChoicesOf(field.Definition.Id, type.Definition.Id, pipelines) : null;
        return own is null
            ? [.. field.Definition.Choices.InOrder(c => c.Order).OrderBy(c => c.Hidden == true)]

            // What a layer says of a stage's choice (a label of its own, say) lies over what the pipeline says.
            : Overlay.Merge(own, field.Definition.Choices, c => c.Id, Overlay.Over);
    }

    private static ContentType Type(TypeDraft draft, List<ContentField> fields, List<DormantReference> dormant)
    {
        var definition = draft.Definition;
        var all = new Dictionary<string, ContentField>(fields.Count + SystemFieldSet.All.Count, StringComparer.OrdinalIgnoreCase);
        foreach (var field in SystemFieldSet.All.Concat(fields))
        {
            all[field.Id] = field;
        }

        var sections = definition.Sections.InOrder(s => s.Order).ToList();
        var label = definition.Label ?? definition.Id;
        var type = new ContentType
        {
            Id = definition.Id,
            Table = TableName(definition.Id),
            Label = label,
            PluralLabel = definition.PluralLabel ?? label,
            Description = definition.Description,
            Icon = definition.Icon,
            NameField = all[draft.NameField].Id,
            PersonName = PersonName(draft, all, dormant),
            ManagedBy = definition.ManagedBy,
            Parts = draft.Parts,
            Fields = all,
            OrderedFields = InOrder(fields, sections),
            Sections = sections,
            History = definition.History ?? HistoryLevel.Full,
            Internal = definition.Internal ?? false,
            Aliases = definition.Aliases ?? [],
        };
        return type with { DuplicateKeys = DuplicateKeys(draft, type, dormant) };
    }

    /// <summary>Null, and dormant, where one of the fields is not there.</summary>
    private static PersonNameFields? PersonName(TypeDraft draft, Dictionary<string, ContentField> fields, List<DormantReference> dormant)
    {
        if (draft.Definition.PersonName is not { } name)
        {
            return null;
        }

        var missing = new[] { name.Given, name.Middle, name.Family }.OfType<string>().Where(f => fields.GetValueOrDefault(f)?.Type != FieldTypes.Text).ToList();
        if (missing.Count == 0)
        {
            return name;
        }

        dormant.Add(new DormantReference(draft.Layer, $"type {draft.Definition.Id}, person's name", string.Join(", ", missing.Select(f => $"text field {draft.Definition.Id}.{f}"))));
        return null;
    }

    /// <summary>By section, then by order; fields without a section come after those with one.</summary>
    private static List<ContentField> InOrder(List<ContentField> fields, List<SectionDefinition> sections)
    {
        int Section(ContentField field)
        {
            var index = sections.FindIndex(s => string.Equals(s.Id, field.Definition.Section, StringComparison.OrdinalIgnoreCase));
            return index < 0 ? sections.Count : index;
        }

        return [.. fields.InOrder(f => f.Definition.Order).OrderBy(Section)];
    }

    private static List<DuplicateKey> DuplicateKeys(TypeDraft draft, ContentType type, List<DormantReference> dormant)
    {
        var keys = new List<DuplicateKey>();
        foreach (var key in draft.Definition.DuplicateKeys)
        {
            var where = $"type {type.Id}, duplicate key {key.Id}";
            var ids = key.Fields ?? [];
            var missing = ids.Where(id => type.Find(id) is null or { IsMany: true }).ToList();
            if (missing.Count > 0 || ids.Count == 0)
            {
                dormant.Add(new DormantReference(draft.Layer, where, string.Join(", ", missing.DefaultIfEmpty("*").Select(m => $"field {type.Id}.{m}"))));
                continue;
            }

            var fields = ids.Select(id => type.Find(id)!).ToList();
            var column = ColumnNames.Of(key.Id).Replace('-', '_') + "__key";
            keys.Add(new DuplicateKey(key.Id, fields, key.Unique ?? false, key.Label ?? fields[0].Label, column));
        }

        return keys;
    }

    private static string TableName(string id)
    {
        var name = TablePrefix + ColumnNames.Of(id);
        if (name.Length <= MaxTableName)
        {
            return name;
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..7];
        return $"{name[..(MaxTableName - 8)]}_{hash}";
    }
}

/// <summary>One effective field.</summary>
internal sealed class FieldBuilder(
    LayerStack stack, Dictionary<string, TypeDraft> types, BuiltInFieldTypes fieldTypes, List<DormantReference> dormant)
{
    public ContentField Build(TypeDraft type, FieldDraft draft, IReadOnlyList<ChoiceDefinition> choices)
    {
        var fieldType = fieldTypes.Get(draft.Definition.Type!);
        var isName = string.Equals(draft.Definition.Id, type.NameField, StringComparison.OrdinalIgnoreCase);
        var definition = draft.Definition with { Type = fieldType.Key, Choices = choices };
        if (isName)
        {
            definition = definition with { Indexed = true, Searchable = definition.Searchable ?? true };
        }

        return WithDefault(type, draft, new ContentField
        {
            Id = definition.Id,
            Type = fieldType.Key,
            Label = definition.Label ?? (LocalizedText)definition.Id,
            Definition = Section(type, definition, draft),
            Storage = fieldType.CreateStorage(definition),
            Part = draft.Part,
            TargetType = TargetType(type, definition, fieldType, draft),
            TargetPart = TargetPart(type, definition, fieldType, draft),
            OnDelete = definition.OnDelete ?? ReferenceRule.Clear,
            Choices = choices,
            Aliases = definition.Aliases ?? [],
        });
    }

    /// <summary>Without its default when that is no value of it, such as a choice of a layer that is gone.</summary>
    private ContentField WithDefault(TypeDraft type, FieldDraft draft, ContentField field)
    {
        try
        {
            FieldDefaults.Of(field, FilterCheck.AnyTime);
            return field;
        }
        catch (UserError)
        {
            Missing(type, draft, $"default {field.Definition.Default?.GetRawText()}");
            return field with { Definition = field.Definition with { Default = null } };
        }
    }

    private FieldDefinition Section(TypeDraft type, FieldDefinition definition, FieldDraft draft)
    {
        if (definition.Section is not { } section
            || type.Definition.Sections.Any(s => string.Equals(s.Id, section, StringComparison.OrdinalIgnoreCase)))
        {
            return definition;
        }

        Missing(type, draft, $"section {section}");
        return definition with { Section = null };
    }

    private string? TargetType(TypeDraft type, FieldDefinition definition, FieldType fieldType, FieldDraft draft)
    {
        if (fieldType is not (LookupField or MultiLookupField))
        {
            return null;
        }

        var written = fieldType is EmployeeField ? EmployeeField.TargetType : definition.Target;
        if (written is not null && types.TryGetValue(stack.Canonical(written), out var target))
        {
            return target.Definition.Id;
        }

        Missing(type, draft, $"type {written}");
        return null;
    }

    private string? TargetPart(TypeDraft type, FieldDefinition definition, FieldType fieldType, FieldDraft draft)
    {
        if (fieldType is not ReferenceField || definition.Target is not { } part)
        {
            return null;
        }

        if (stack.Parts.TryGetValue(part, out var known))
        {
            return known.Id;
        }

        Missing(type, draft, $"part {part}");
        return part;
    }

    private void Missing(TypeDraft type, FieldDraft draft, string what) =>
        dormant.Add(new DormantReference(draft.Layer, $"field {type.Definition.Id}.{draft.Definition.Id}", what));
}

using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Fields;
using CrmPlatform.Localization;

namespace CrmPlatform.Content.Importing.Drafts;

/// <summary>Where a column may go.</summary>
/// <param name="Path">As a mapping names it: a field, <c>key</c>, or a part of a field (<c>address.city</c>).</param>
/// <param name="Part">The part, where it is one.</param>
public sealed record ImportTarget(string Path, ContentField Field, string? Part)
{
    public bool IsLookup => Field.TargetType is not null || Field.TargetPart is not null;

    /// <summary>Files write it in thousands or millions now and then.</summary>
    public bool IsQuantity => Field.Type is FieldTypes.Decimal or FieldTypes.Money;
}

/// <summary>What the records of a type take from files.</summary>
public static class ImportTargets
{
    private static readonly (string Name, int Score)[] _nameHeads = [("name", 84), ("title", 70), ("название", 84), ("наименование", 84)];

    /// <summary>In the order of the form; the external key last.</summary>
    public static IReadOnlyList<ImportTarget> Of(ContentType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        var targets = new List<ImportTarget>();
        foreach (var field in type.OrderedFields.Where(f => !f.ReadOnly && f.Definition.Pattern is null))
        {
            targets.Add(new ImportTarget(field.Id, field, null));
            if (field.Type == FieldTypes.Address)
            {
                targets.AddRange(field.Storage.SubFields.Keys.Select(p => new ImportTarget($"{field.Id}.{p}", field, p)));
            }
        }

        targets.Add(new ImportTarget(SystemFields.Key, type.Fields[SystemFields.Key], null));
        return targets;
    }

    /// <summary>What records of a lookup's target may be named by: the name first, the external key last.</summary>
    public static IReadOnlyList<ContentField> NamesOf(ContentModel model, ContentField field)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(field);
        if (field.TargetType is null || model.Find(field.TargetType) is not { } target)
        {
            return [];
        }

        var keys = target.DuplicateKeys.Where(k => k.Fields.Count == 1).Select(k => k.Fields[0]);
        return [.. target.OrderedFields
            .Where(f => string.Equals(f.Id, target.NameField, StringComparison.OrdinalIgnoreCase))
            .Concat(keys.Where(f => f.TargetType is null))
            .Concat(target.OrderedFields.Where(f => f.Type is FieldTypes.Email or FieldTypes.Phone))
            .Append(target.Fields[SystemFields.Key])
            .Where(f => !f.IsMany)
            .Distinct()];
    }

    /// <summary>Whether rows can be recognised by a target: one plain value.</summary>
    public static bool CanMatch(ImportTarget target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return target.Part is null && !target.IsLookup && !target.Field.IsMany
            && target.Field.Type is FieldTypes.Text or FieldTypes.Email or FieldTypes.Phone or FieldTypes.Url or FieldTypes.Integer;
    }

    /// <summary>Records of the target can be made of a name alone.</summary>
    internal static bool CanCreate(ContentModel model, ContentField field, IFieldTypes fieldTypes) =>
        field.TargetType is { } id && model.Find(id) is { } target
        && !string.Equals(id, EmployeeField.TargetType, StringComparison.OrdinalIgnoreCase)
        && target.OrderedFields.All(f => !f.Required || string.Equals(f.Id, target.NameField, StringComparison.OrdinalIgnoreCase) || f.Definition.Default is not null)
        && fieldTypes.Of(target.Fields[target.NameField]).Key == FieldTypes.Text;

    /// <summary>What a column for it may be called, the likeliest first.</summary>
    internal static IEnumerable<(string Name, int Score)> Names(ContentModel model, ContentType type, ImportTarget target)
    {
        var id = target.Part ?? target.Field.Id;
        yield return (id, 100);
        if (target.Part is null)
        {
            foreach (var label in Texts(target.Field.Label).Concat(target.Field.Aliases))
            {
                yield return (label, 100);
            }
        }

        foreach (var name in Synonyms.OfField(id))
        {
            yield return (name, 90);
        }

        foreach (var name in target.Part is null ? Synonyms.OfKind(target.Field.Type) : [])
        {
            yield return (name, 88);
        }

        foreach (var name in IsKey(target) ? NamesOfType(type) : [])
        {
            yield return (name + " id", 95);
            yield return ("id " + name, 95);
        }

        // A column "Company" of companies is their name, not the company that they belong to.
        var isName = string.Equals(id, type.NameField, StringComparison.OrdinalIgnoreCase) && target.Part is null;
        var named = isName ? type : target.Field.TargetType is { } other && model.Find(other) is { } found && found != type ? found : null;
        foreach (var name in named is null ? [] : NamesOfType(named))
        {
            yield return (name, 86);
        }

        foreach (var name in isName ? _nameHeads : [])
        {
            yield return name;
        }
    }

    internal static bool IsKey(ImportTarget target) => string.Equals(target.Path, SystemFields.Key, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> NamesOfType(ContentType type)
    {
        foreach (var label in Texts(type.Label).Append(type.Id).Concat(Synonyms.OfType(type.Id)))
        {
            yield return label;
            yield return label + " name";
            yield return "название " + label;
        }
    }

    private static IEnumerable<string> Texts(LocalizedText label) => label.Texts.Values;
}

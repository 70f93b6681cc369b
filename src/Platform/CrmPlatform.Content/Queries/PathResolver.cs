using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Fields;
using CrmPlatform.Errors;
using CrmPlatform.Localization;

namespace CrmPlatform.Content.Queries;

/// <summary>A path that leads somewhere: hops, the field at the end, and the part of it that was named.</summary>
/// <param name="SubField">Index of the named part's column; null when the whole field is meant.</param>
internal sealed record ResolvedPath(string Text, ContentType Root, IReadOnlyList<BoundHop> Hops, ContentField Field, int? SubField)
{
    /// <summary>The type that the field belongs to.</summary>
    public ContentType Owner => Hops.Count == 0 ? Root : Hops[^1].Target;

    /// <summary>True: several values, of which "any" counts.</summary>
    public bool IsAny => HopsAny || Field.IsMany;

    /// <summary>True: a hop leads to several records.</summary>
    public bool HopsAny => Hops.Any(h => h.Backward || h.Field.IsMany);

    public BoundPath At(int column) => new(Text, Hops, Field, column);

    /// <summary>The column that filters and sorts use.</summary>
    public BoundPath Compared() => At(SubField ?? Math.Max(Field.Storage.FoldedColumn, 0));

    /// <summary>The column that holds the value as it was given.</summary>
    public BoundPath Plain() => At(SubField ?? 0);
}

/// <summary>
/// Follows paths through a model: <c>company.sector</c>, <c>amount.currency</c>, <c>Deal:company.amount</c>. Ids may hold dots, so the
/// longest id that fits is taken.
/// </summary>
internal sealed class PathResolver(ContentModel model)
{
    public const int MaxHops = 6;
    private const int MaxLength = 400;

    /// <summary>Null when the path leads nowhere.</summary>
    public ResolvedPath? TryResolve(ContentType type, string path)
    {
        try
        {
            return Resolve(type, path);
        }
        catch (UserError)
        {
            return null;
        }
    }

    public ResolvedPath Resolve(ContentType type, string path)
    {
        if (string.IsNullOrWhiteSpace(path) || path.Length > MaxLength)
        {
            throw Bad(path, LocalizedText.Of("it is empty or too long", "он пуст или слишком длинный"));
        }

        var segments = path.Split('.');
        var hops = new List<BoundHop>();
        var current = type;
        var position = 0;
        while (true)
        {
            if (hops.Count > MaxHops)
            {
                throw QueryErrors.TooDeep.With(("what", Limits.Hops), ("max", MaxHops));
            }

            if (Backward(segments, ref position, path) is { } hop)
            {
                CheckPointsHere(hop, current, path);
                hops.Add(hop);
                current = hop.Target;
                continue;
            }

            var field = FieldAt(current, segments, ref position);
            if (position == segments.Length)
            {
                return new ResolvedPath(path, type, hops, field, null);
            }

            if (Target(field) is { } target)
            {
                hops.Add(new BoundHop(false, field, target));
                current = target;
                continue;
            }

            return new ResolvedPath(path, type, hops, field, SubField(field, segments, position, path));
        }
    }

    private ContentType? Target(ContentField field) => field.TargetType is { } target ? model.Find(target) : null;

    private static int SubField(ContentField field, string[] segments, int position, string path)
    {
        var name = string.Join('.', segments[position..]);
        if (field.Storage.SubFields.TryGetValue(name, out var index))
        {
            return index;
        }

        throw Bad(path, field.Storage.SubFields.Count > 0
            ? new LocalizedText([
                new("en", $"\"{field.Id}\" has the parts {string.Join(", ", field.Storage.SubFields.Keys)}"),
                new("ru", $"у «{field.Id}» есть части {string.Join(", ", field.Storage.SubFields.Keys)}")])
            : new LocalizedText([
                new("en", $"\"{field.Id}\" is no link, so nothing can follow it"),
                new("ru", $"«{field.Id}» не ссылка, поэтому дальше пути нет")]));
    }

    /// <summary><c>Type:field</c> at this place, if that is what stands there.</summary>
    private BoundHop? Backward(string[] segments, ref int position, string path)
    {
        var colon = Array.FindIndex(segments, position, s => s.Contains(':', StringComparison.Ordinal));
        if (colon < 0)
        {
            return null;
        }

        var before = segments[colon][..segments[colon].IndexOf(':', StringComparison.Ordinal)];
        var name = string.Join('.', segments[position..colon].Append(before));
        if (model.Find(name) is not { } target)
        {
            if (colon == position)
            {
                throw PlatformErrors.UnknownType.With(("type", name), ("known", string.Join(", ", model.Types.Values.Where(t => !t.Internal).Select(t => t.Id))));
            }

            return null;
        }

        string[] rest = [segments[colon][(before.Length + 1)..], .. segments[(colon + 1)..]];
        var taken = 0;
        var field = FieldAt(target, rest, ref taken);
        position = colon + taken;
        if (position == segments.Length)
        {
            throw Bad(path, LocalizedText.Of("a field has to follow the way back, such as \".id\"", "после обратной ссылки нужно поле, например «.id»"));
        }

        return new BoundHop(true, field, target);
    }

    private static void CheckPointsHere(BoundHop hop, ContentType here, string path)
    {
        var links = string.Equals(hop.Field.TargetType, here.Id, StringComparison.OrdinalIgnoreCase)
            || (hop.Field.Type == FieldTypes.Reference && (hop.Field.TargetPart is null || here.Has(hop.Field.TargetPart)));
        if (!links)
        {
            throw Bad(path, new LocalizedText([
                new("en", $"\"{hop.Target.Id}:{hop.Field.Id}\" does not link to {here.Id}"),
                new("ru", $"«{hop.Target.Id}:{hop.Field.Id}» не ссылается на {here.Id}")]));
        }
    }

    private static ContentField FieldAt(ContentType type, string[] segments, ref int position)
    {
        for (var length = segments.Length - position; length > 0; length--)
        {
            var id = length == 1 ? segments[position] : string.Join('.', segments[position..(position + length)]);
            if (type.Find(id) is { } field)
            {
                position += length;
                return field;
            }
        }

        throw Unknown(type, segments[position]);
    }

    private static UserError Unknown(ContentType type, string name) =>
        PlatformErrors.UnknownField.With(("type", type.Label), ("field", FieldValues.Shown(name)), ("near", NearField.Of(type, name)));

    private static UserError Bad(string path, LocalizedText reason) =>
        QueryErrors.BadPath.With(("path", FieldValues.Shown(path)), ("reason", reason));
}

/// <summary>What is limited, in words.</summary>
internal static class Limits
{
    public static readonly LocalizedText Hops = LocalizedText.Of("the links of a path", "ссылок в пути");
    public static readonly LocalizedText Depth = FilterErrors.Depth;
    public static readonly LocalizedText Nodes = LocalizedText.Of("the conditions of a filter", "условий в фильтре");
    public static readonly LocalizedText Values = LocalizedText.Of("the values of a condition", "значений в условии");
    public static readonly LocalizedText Columns = LocalizedText.Of("the columns of a query", "столбцов в запросе");
    public static readonly LocalizedText Sorts = LocalizedText.Of("the sort keys of a query", "ключей сортировки");
    public static readonly LocalizedText Groups = LocalizedText.Of("the group keys of a query", "ключей группировки");
    public static readonly LocalizedText Aggregates = LocalizedText.Of("the aggregates of a query", "итогов в запросе");
}

/// <summary>The field that was probably meant, by its id or one of its labels.</summary>
internal static class NearField
{
    public static string Of(ContentType type, string name) =>
        type.OrderedFields.Concat(type.Fields.Values)
            .MinBy(f => f.Label.Texts.Values.Append(f.Id).Min(known => NearNames.Distance(known, name)))!.Id;
}

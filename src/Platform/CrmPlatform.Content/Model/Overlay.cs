using CrmPlatform.Content.Definitions;
using CrmPlatform.Localization;

namespace CrmPlatform.Content.Model;

/// <summary>Lays what a higher layer says over a definition, property by property; lists of named items merge by id.</summary>
internal static class Overlay
{
    public static FieldDefinition Over(this FieldDefinition higher, FieldDefinition lower) => new()
    {
        Id = lower.Id,
        Type = higher.Type ?? lower.Type,
        Label = higher.Label.Over(lower.Label),
        Help = higher.Help.Over(lower.Help),
        Section = higher.Section ?? lower.Section,
        Order = higher.Order ?? lower.Order,
        Required = higher.Required ?? lower.Required,
        ReadOnly = higher.ReadOnly ?? lower.ReadOnly,
        Hidden = higher.Hidden ?? lower.Hidden,
        Essential = higher.Essential ?? lower.Essential,
        SelfFilling = higher.SelfFilling ?? lower.SelfFilling,
        Grouped = higher.Grouped ?? lower.Grouped,
        When = higher.When ?? lower.When,
        Default = higher.Default ?? lower.Default,
        Searchable = higher.Searchable ?? lower.Searchable,
        Indexed = higher.Indexed ?? lower.Indexed,
        Personal = higher.Personal ?? lower.Personal,
        MaxLength = higher.MaxLength ?? lower.MaxLength,
        Scale = higher.Scale ?? lower.Scale,
        Min = higher.Min ?? lower.Min,
        Max = higher.Max ?? lower.Max,
        Unit = higher.Unit.Over(lower.Unit),
        RateDate = higher.RateDate ?? lower.RateDate,
        Choices = Merge(lower.Choices, higher.Choices, c => c.Id, Over),
        Target = higher.Target ?? lower.Target,
        OnDelete = higher.OnDelete ?? lower.OnDelete,
        Pattern = higher.Pattern ?? lower.Pattern,
        Aliases = higher.Aliases ?? lower.Aliases,
    };

    public static TypeDefinition Over(this TypeDefinition higher, TypeDefinition lower) => new()
    {
        Id = lower.Id,
        Label = higher.Label.Over(lower.Label),
        PluralLabel = higher.PluralLabel.Over(lower.PluralLabel),
        Description = higher.Description.Over(lower.Description),
        Icon = higher.Icon ?? lower.Icon,
        NameField = higher.NameField ?? lower.NameField,
        PersonName = higher.PersonName ?? lower.PersonName,
        ManagedBy = higher.ManagedBy ?? lower.ManagedBy,
        Parts = Union(lower.Parts, higher.Parts),
        Sections = Merge(lower.Sections, higher.Sections, s => s.Id, Over),
        DuplicateKeys = Merge(lower.DuplicateKeys, higher.DuplicateKeys, k => k.Id, Over),
        History = higher.History ?? lower.History,
        Internal = higher.Internal ?? lower.Internal,
        Aliases = Union(lower.Aliases, higher.Aliases),
    };

    public static PipelineDefinition Over(this PipelineDefinition higher, PipelineDefinition lower) => new()
    {
        Id = lower.Id,
        Type = lower.Type ?? higher.Type,
        Label = higher.Label.Over(lower.Label),
        Order = higher.Order ?? lower.Order,
        Default = higher.Default ?? lower.Default,
        Stages = Merge(lower.Stages, higher.Stages, s => s.Id, Over),
        Moves = higher.Moves ?? lower.Moves,
        LostReasons = Merge(lower.LostReasons, higher.LostReasons, r => r.Id, Over),
        WonReasons = Merge(lower.WonReasons, higher.WonReasons, r => r.Id, Over),
    };

    public static ViewDefinition Over(this ViewDefinition higher, ViewDefinition lower) => new()
    {
        Id = lower.Id,
        Type = higher.Type ?? lower.Type,
        Label = higher.Label.Over(lower.Label),
        Columns = higher.Columns ?? lower.Columns,
        Where = higher.Where ?? lower.Where,
        Sort = higher.Sort ?? lower.Sort,
        GroupBy = higher.GroupBy ?? lower.GroupBy,
        Default = higher.Default ?? lower.Default,
        Order = higher.Order ?? lower.Order,
    };

    public static RoleDefinition Over(this RoleDefinition higher, RoleDefinition lower) => new()
    {
        Id = lower.Id,
        Label = higher.Label.Over(lower.Label),
        Permissions = higher.Permissions ?? lower.Permissions,
    };

    public static NavigationDefinition Over(this NavigationDefinition higher, NavigationDefinition lower) => new()
    {
        Id = lower.Id,
        Label = higher.Label.Over(lower.Label),
        Icon = higher.Icon ?? lower.Icon,
        Type = higher.Type ?? lower.Type,
        Path = higher.Path ?? lower.Path,
        Group = higher.Group ?? lower.Group,
        Order = higher.Order ?? lower.Order,
        Permission = higher.Permission ?? lower.Permission,
    };

    /// <summary>By id, in order of first mention.</summary>
    public static IReadOnlyList<T> Merge<T>(IReadOnlyList<T> lower, IReadOnlyList<T> higher, Func<T, string> id, Func<T, T, T> over)
    {
        if (higher.Count == 0)
        {
            return lower;
        }

        var merged = new OrderedDictionary<string, T>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in lower.Concat(higher))
        {
            merged[id(item)] = merged.TryGetValue(id(item), out var below) ? over(item, below) : item;
        }

        return [.. merged.Values];
    }

    /// <summary>Sorts by the written order; an item without one stands where it was first mentioned, in steps of a hundred.</summary>
    public static IEnumerable<T> InOrder<T>(this IEnumerable<T> items, Func<T, int?> order) =>
        items.Select((item, index) => (item, Order: order(item) ?? (index + 1) * 100)).OrderBy(i => i.Order).Select(i => i.item);

    private static LocalizedText? Over(this LocalizedText? higher, LocalizedText? lower) => lower is null ? higher : lower.Overlay(higher);

    public static ChoiceDefinition Over(ChoiceDefinition higher, ChoiceDefinition lower) => new()
    {
        Id = lower.Id,
        Label = higher.Label.Over(lower.Label),
        Color = higher.Color ?? lower.Color,
        Order = higher.Order ?? lower.Order,
        Hidden = higher.Hidden ?? lower.Hidden,
    };

    private static SectionDefinition Over(SectionDefinition higher, SectionDefinition lower) => new()
    {
        Id = lower.Id,
        Label = higher.Label.Over(lower.Label),
        Order = higher.Order ?? lower.Order,
    };

    private static DuplicateKeyDefinition Over(DuplicateKeyDefinition higher, DuplicateKeyDefinition lower) => new()
    {
        Id = lower.Id,
        Fields = higher.Fields ?? lower.Fields,
        Unique = higher.Unique ?? lower.Unique,
        Label = higher.Label.Over(lower.Label),
    };

    private static StageDefinition Over(StageDefinition higher, StageDefinition lower) => new()
    {
        Id = lower.Id,
        Label = higher.Label.Over(lower.Label),
        Order = higher.Order ?? lower.Order,
        Kind = higher.Kind ?? lower.Kind,
        Probability = higher.Probability ?? lower.Probability,
        RottingDays = higher.RottingDays ?? lower.RottingDays,
        Color = higher.Color ?? lower.Color,
        Requires = higher.Requires ?? lower.Requires,
        Hidden = higher.Hidden ?? lower.Hidden,
    };

    private static IReadOnlyList<string>? Union(IReadOnlyList<string>? lower, IReadOnlyList<string>? higher) =>
        lower is null ? higher : higher is null ? lower : [.. lower.Union(higher, StringComparer.OrdinalIgnoreCase)];
}

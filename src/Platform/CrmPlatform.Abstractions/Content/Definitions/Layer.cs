using CrmPlatform.Localization;
using CrmPlatform.Content.Queries;

namespace CrmPlatform.Content.Definitions;

/// <summary>
/// What a feature, a recipe or the tenant itself adds to the content model. Layers merge property by property:
/// null says nothing, a value overrides that of the layers below. Lists of named items merge by id.
/// </summary>
public sealed record Layer
{
    /// <summary>The feature's or the recipe's id, or <c>tenant</c>.</summary>
    public required string Id { get; init; }

    public IReadOnlyList<TypeDefinition> Types { get; init; } = [];
    public IReadOnlyList<PartDefinition> Parts { get; init; } = [];
    public IReadOnlyList<PipelineDefinition> Pipelines { get; init; } = [];
    public IReadOnlyList<ViewDefinition> Views { get; init; } = [];
    public IReadOnlyList<RoleDefinition> Roles { get; init; } = [];
    public IReadOnlyList<NavigationDefinition> Navigation { get; init; } = [];
}

/// <summary>A content type, or what a layer changes of one.</summary>
public sealed record TypeDefinition
{
    public required string Id { get; init; }
    public LocalizedText? Label { get; init; }
    public LocalizedText? PluralLabel { get; init; }

    /// <summary>What the type is for: one sentence, shown on its empty list.</summary>
    public LocalizedText? Description { get; init; }

    /// <summary>Name of a Tabler icon.</summary>
    public string? Icon { get; init; }

    /// <summary>The text field that names a record (default <c>name</c>).</summary>
    public string? NameField { get; init; }

    /// <summary>For records of people: the fields that their name is made of.</summary>
    public PersonNameFields? PersonName { get; init; }

    /// <summary>Parts it carries: ids of <see cref="PartDefinition"/>.</summary>
    public IReadOnlyList<string>? Parts { get; init; }
    public IReadOnlyList<FieldDefinition> Fields { get; init; } = [];
    public IReadOnlyList<SectionDefinition> Sections { get; init; } = [];
    public IReadOnlyList<DuplicateKeyDefinition> DuplicateKeys { get; init; } = [];

    /// <summary>The right that changing and deleting its records takes, in the place of <c>content.edit</c> and <c>content.delete</c>.</summary>
    public string? ManagedBy { get; init; }

    /// <summary>Full by default.</summary>
    public HistoryLevel? History { get; init; }

    /// <summary>True: a table without screens.</summary>
    public bool? Internal { get; init; }

    /// <summary>Former ids, still accepted in queries and recipes.</summary>
    public IReadOnlyList<string>? Aliases { get; init; }
}

/// <summary>Text fields that hold the parts of a person's name.</summary>
/// <param name="Middle">A middle name or a patronymic; null: the type has none.</param>
public sealed record PersonNameFields(string Given, string? Middle, string Family);

/// <summary>What of a record's changes is kept: every field before and after, a line per change, or nothing.</summary>
public enum HistoryLevel
{
    Full,
    Summary,
    None,
}

/// <summary>A capability that any type can carry: a set of fields, and behaviour known by the part's id.</summary>
public sealed record PartDefinition
{
    public required string Id { get; init; }
    public LocalizedText? Label { get; init; }
    public IReadOnlyList<FieldDefinition> Fields { get; init; } = [];
}

/// <summary>The parts that the platform itself knows.</summary>
public static class KnownParts
{
    /// <summary>Can be a client: companies and persons.</summary>
    public const string Party = "Party";

    /// <summary>Has an owner: field <c>owner</c> (Employee).</summary>
    public const string Owned = "Owned";

    /// <summary>Moves through the stages of a pipeline: fields <c>pipeline</c>, <c>stage</c>, <c>outcome</c> (open, won, lost), <c>stageSince</c>, <c>closedOn</c>, <c>lostReason</c>, <c>wonReason</c>.</summary>
    public const string Staged = "Staged";

    /// <summary>Has a history of touches: fields <c>lastTouch</c>, <c>nextStep</c>, <c>nextStepOn</c>.</summary>
    public const string Timeline = "Timeline";

    /// <summary>Field <c>tags</c>.</summary>
    public const string Tagged = "Tagged";

    /// <summary>Field <c>number</c>, given on creation by the pattern of the field.</summary>
    public const string Numbered = "Numbered";
}

/// <summary>A group of fields on forms and record pages.</summary>
public sealed record SectionDefinition
{
    public required string Id { get; init; }
    public LocalizedText? Label { get; init; }
    public int? Order { get; init; }
}

/// <summary>Says which records of a type are the same thing.</summary>
public sealed record DuplicateKeyDefinition
{
    public required string Id { get; init; }

    /// <summary>All of them must be filled for the key to apply.</summary>
    public IReadOnlyList<string>? Fields { get; init; }

    /// <summary>True: a second record is refused. False (default): it is reported.</summary>
    public bool? Unique { get; init; }
    public LocalizedText? Label { get; init; }
}

/// <summary>A saved list: its columns, filter, sort and grouping. Gives the table its indexes.</summary>
public sealed record ViewDefinition
{
    public required string Id { get; init; }
    public string? Type { get; init; }
    public LocalizedText? Label { get; init; }
    public IReadOnlyList<string>? Columns { get; init; }
    public FilterNode? Where { get; init; }
    public IReadOnlyList<string>? Sort { get; init; }

    /// <summary>One group key as in <see cref="ContentQuery.GroupBy"/>: <c>stage</c>, <c>month(closedOn)</c>. Empty: none.</summary>
    public IReadOnlyList<string>? GroupBy { get; init; }
    public bool? Default { get; init; }
    public int? Order { get; init; }
}

/// <summary>A role: a named set of permissions.</summary>
public sealed record RoleDefinition
{
    public required string Id { get; init; }
    public LocalizedText? Label { get; init; }
    public IReadOnlyList<string>? Permissions { get; init; }
}

/// <summary>An entry of the navigation: a type's list, a board, or an address.</summary>
public sealed record NavigationDefinition
{
    public required string Id { get; init; }
    public LocalizedText? Label { get; init; }
    public string? Icon { get; init; }

    /// <summary>Opens the list of this type, or its board when the type is staged.</summary>
    public string? Type { get; init; }

    /// <summary>A path below the tenant's root, when there is no type.</summary>
    public string? Path { get; init; }
    public string? Group { get; init; }
    public int? Order { get; init; }
    public string? Permission { get; init; }
}

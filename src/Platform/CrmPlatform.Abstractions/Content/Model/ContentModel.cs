using CrmPlatform.Content.Definitions;
using CrmPlatform.Errors;
using CrmPlatform.Localization;

namespace CrmPlatform.Content;

/// <summary>
/// A tenant's effective model: immutable, shared by tenants with equal layers. Ids compare case-insensitively.
/// </summary>
public sealed class ContentModel
{
    public ContentModel(
        string hash,
        IReadOnlyDictionary<string, ContentType> types,
        IReadOnlyList<Pipeline> pipelines,
        IReadOnlyList<ViewDefinition> views,
        IReadOnlyList<RoleDefinition> roles,
        IReadOnlyList<NavigationDefinition> navigation,
        IReadOnlyList<DormantReference> dormant)
    {
        Hash = hash;
        Types = types;
        Pipelines = pipelines;
        Views = views;
        Roles = roles;
        Navigation = navigation;
        Dormant = dormant;
    }

    /// <summary>Equal for equal models, across processes.</summary>
    public string Hash { get; }

    /// <summary>By id; former ids (aliases) find their type too through <see cref="Find"/>.</summary>
    public IReadOnlyDictionary<string, ContentType> Types { get; }
    public IReadOnlyList<Pipeline> Pipelines { get; }
    public IReadOnlyList<ViewDefinition> Views { get; }
    public IReadOnlyList<RoleDefinition> Roles { get; }
    public IReadOnlyList<NavigationDefinition> Navigation { get; }

    /// <summary>References to things that are absent now.</summary>
    public IReadOnlyList<DormantReference> Dormant { get; }

    public ContentType? Find(string type) =>
        Types.GetValueOrDefault(type)
        ?? Types.Values.FirstOrDefault(t => t.Aliases.Contains(type, StringComparer.OrdinalIgnoreCase));

    /// <summary>The type, or the user error <c>content.unknown-type</c>.</summary>
    public ContentType Get(string type) =>
        Find(type) ?? throw PlatformErrors.UnknownType.With(
            ("type", type),
            ("known", string.Join(", ", Types.Values.Where(t => !t.Internal).Select(t => t.Id).Order(StringComparer.OrdinalIgnoreCase))));

    /// <summary>Pipelines of a type, in order; the default one first.</summary>
    public IEnumerable<Pipeline> PipelinesOf(string type) =>
        Pipelines.Where(p => string.Equals(p.Type, type, StringComparison.OrdinalIgnoreCase));

    public Pipeline? FindPipeline(string type, string? id) =>
        PipelinesOf(type).FirstOrDefault(p => string.Equals(p.Id, id, StringComparison.OrdinalIgnoreCase));
}

/// <summary>A view's column, a lookup's target, a stage's required field that is not there now.</summary>
/// <param name="Layer">The layer that refers to it.</param>
/// <param name="Where">What refers, e.g. <c>view deals.open, column amount</c>.</param>
/// <param name="Missing">What is absent.</param>
public sealed record DormantReference(string Layer, string Where, string Missing);

/// <summary>A content type of the effective model.</summary>
public sealed record ContentType
{
    public required string Id { get; init; }

    /// <summary>The database table. Child tables of many-valued fields are <c>{Table}__{column}</c>.</summary>
    public required string Table { get; init; }
    public required LocalizedText Label { get; init; }
    public required LocalizedText PluralLabel { get; init; }
    public LocalizedText? Description { get; init; }
    public string? Icon { get; init; }

    /// <summary>The text field that names a record.</summary>
    public required string NameField { get; init; }

    /// <summary>For records of people: the fields that their name is made of.</summary>
    public PersonNameFields? PersonName { get; init; }

    /// <summary>The right that changing and deleting its records takes; null: <c>content.edit</c> and <c>content.delete</c>.</summary>
    public string? ManagedBy { get; init; }
    public IReadOnlyList<string> Parts { get; init; } = [];

    /// <summary>By id: own fields, fields of parts, and the system fields.</summary>
    public required IReadOnlyDictionary<string, ContentField> Fields { get; init; }

    /// <summary>Fields people see, in order: no system fields.</summary>
    public required IReadOnlyList<ContentField> OrderedFields { get; init; }
    public IReadOnlyList<SectionDefinition> Sections { get; init; } = [];
    public IReadOnlyList<DuplicateKey> DuplicateKeys { get; init; } = [];

    /// <summary>
    /// Indexes that its views, lookups, indexed fields and keys ask for, each a list of column names of the type's own table.
    /// Storage appends the id, and leaves out records in the bin where that helps.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<string>> Indexes { get; init; } = [];
    public HistoryLevel History { get; init; }
    public bool Internal { get; init; }
    public IReadOnlyList<string> Aliases { get; init; } = [];

    public bool Has(string part) => Parts.Contains(part, StringComparer.OrdinalIgnoreCase);

    public ContentField? Find(string field) =>
        Fields.GetValueOrDefault(field)
        ?? OrderedFields.FirstOrDefault(f => f.Aliases.Contains(field, StringComparer.OrdinalIgnoreCase));
}

/// <summary>A field of the effective model.</summary>
public sealed record ContentField
{
    public required string Id { get; init; }

    /// <summary>Key of the field type (<see cref="FieldTypes"/>).</summary>
    public required string Type { get; init; }
    public required LocalizedText Label { get; init; }

    /// <summary>The merged definition: help, limits, choices and the rest.</summary>
    public required FieldDefinition Definition { get; init; }

    /// <summary>How its values lie in the database.</summary>
    public required FieldStorage Storage { get; init; }

    /// <summary>True for <see cref="SystemFields"/>.</summary>
    public bool System { get; init; }

    /// <summary>The part that brought it, if any.</summary>
    public string? Part { get; init; }

    /// <summary>Lookup, MultiLookup, Employee: the target type's id. Null when the target is absent now.</summary>
    public string? TargetType { get; init; }

    /// <summary>Reference: the part that targets carry.</summary>
    public string? TargetPart { get; init; }
    public ReferenceRule OnDelete { get; init; } = ReferenceRule.Clear;
    public IReadOnlyList<ChoiceDefinition> Choices { get; init; } = [];
    public IReadOnlyList<string> Aliases { get; init; } = [];
    public bool Required => Definition.Required ?? false;
    public bool Hidden => Definition.Hidden ?? false;
    public bool ReadOnly => Definition.ReadOnly ?? false;
    public bool Searchable => Definition.Searchable ?? false;
    public bool IsMany => Storage.Many;
}

/// <summary>A duplicate key with its hidden column, which holds the normalised values of its fields.</summary>
public sealed record DuplicateKey(string Id, IReadOnlyList<ContentField> Fields, bool Unique, LocalizedText Label, string Column);

/// <summary>A pipeline of the effective model; its stages in order, hidden ones last.</summary>
public sealed record Pipeline(
    string Id,
    string Type,
    LocalizedText Label,
    bool Default,
    IReadOnlyList<Stage> Stages,
    IReadOnlyList<StageMove>? Moves,
    IReadOnlyList<ChoiceDefinition> LostReasons,
    IReadOnlyList<ChoiceDefinition> WonReasons)
{
    public Stage? Find(string? stage) =>
        Stages.FirstOrDefault(s => string.Equals(s.Id, stage, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a record may move between two stages; staying is always allowed.</summary>
    public bool Allows(string from, string to) =>
        Moves is null
        || string.Equals(from, to, StringComparison.OrdinalIgnoreCase)
        || Moves.Any(m => Matches(m.From, from) && Matches(m.To, to));

    private static bool Matches(string pattern, string stage) =>
        pattern == "*" || string.Equals(pattern, stage, StringComparison.OrdinalIgnoreCase);
}

/// <summary>A stage of the effective model.</summary>
public sealed record Stage(
    string Id,
    LocalizedText Label,
    StageKind Kind,
    int Order,
    int Probability,
    int? RottingDays,
    string? Color,
    IReadOnlyList<string> Requires,
    bool Hidden);

using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Errors;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Editors;

/// <summary>
/// How the values of a field type are edited: the component that shows its inputs, and the way between value and inputs.
/// </summary>
public abstract class FieldEditor
{
    /// <summary>A component with a parameter <c>Data</c> of <see cref="EditorContext"/>.</summary>
    public abstract Type Component { get; }

    /// <summary>Names of the inputs of a field.</summary>
    public virtual IReadOnlyList<string> Inputs(ContentField field) => [field.Id];

    /// <summary>True: several inputs under one legend rather than one input under a label.</summary>
    public virtual bool IsGroup => false;

    public abstract void Fill(EditorContext editor, object? value);

    /// <summary>The value that was typed; null when empty. Throws user errors.</summary>
    public abstract ValueTask<object?> ReadAsync(EditorContext editor, CancellationToken cancellationToken);

    public static FieldEditor Of(ContentField field) =>
        _byType.GetValueOrDefault(field.Type, _text);

    private static readonly FieldEditor _text = new TextEditor();

    private static readonly Dictionary<string, FieldEditor> _byType = new(StringComparer.OrdinalIgnoreCase)
    {
        [FieldTypes.Text] = _text,
        [FieldTypes.Email] = _text,
        [FieldTypes.Phone] = _text,
        [FieldTypes.Url] = _text,
        [FieldTypes.LongText] = new LongTextEditor(),
        [FieldTypes.Integer] = new NumberEditor(),
        [FieldTypes.Decimal] = new NumberEditor(),
        [FieldTypes.Percent] = new NumberEditor(),
        [FieldTypes.Money] = new MoneyEditor(),
        [FieldTypes.Date] = new DateEditor(),
        [FieldTypes.DateTime] = new DateTimeEditor(),
        [FieldTypes.Boolean] = new BooleanEditor(),
        [FieldTypes.Choice] = new ChoiceEditor(),
        [FieldTypes.MultiChoice] = new MultiChoiceEditor(),
        [FieldTypes.Lookup] = new LookupEditor(),
        [FieldTypes.Employee] = new LookupEditor(),
        [FieldTypes.Reference] = new LookupEditor(),
        [FieldTypes.MultiLookup] = new MultiLookupEditor(),
        [FieldTypes.Address] = new AddressEditor(),
    };
}

/// <summary>One field in one form.</summary>
/// <param name="Names">Names of the records that values point to.</param>
public sealed record EditorContext(
    PageContext Page,
    ContentType Type,
    ContentField Field,
    FormValues Values,
    IReadOnlyDictionary<RecordRef, RecordLink> Names)
{
    public string Label => Page.L(Field.Label, Field.Id);

    /// <summary>True: the inputs are those that we made ourselves, and need no second look.</summary>
    public bool Trusted { get; init; }

    /// <summary>Sentences about this field.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];

    /// <summary>Records that a typed name may mean.</summary>
    public IReadOnlyList<RecordLink> Candidates { get; init; } = [];

    public FieldEditor Editor => FieldEditor.Of(Field);

    /// <summary>What stands before the names of inputs: empty, but for a record that is created from within the form of another.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>True: a name that is not found may become a record of its own.</summary>
    public bool MayCreate { get; init; }

    /// <summary>True: a name was typed that no one record answers to.</summary>
    public bool IsUnknownName { get; init; }

    /// <summary>The record that is created together with this one, for the field to point to.</summary>
    public Pages.Forms.RecordForm? Within { get; init; }

    /// <summary>Where the options of a lookup come from.</summary>
    public string Source => Page.Url($"/lookup/{Type.Id}/{Field.Id}{(MayCreate ? "?new=1" : "")}");

    /// <summary>The first field of a fresh form: typing can begin at once.</summary>
    public bool First { get; init; }

    /// <summary>What the person's culture writes between groups of digits, and before a fraction.</summary>
    public string NumberMarks => Page.Culture.NumberFormat.NumberGroupSeparator + Page.Culture.NumberFormat.NumberDecimalSeparator;

    /// <summary>The name of an input in the page.</summary>
    public string NameOf(string input) => Prefix + input;

    public string InputId => $"f-{Prefix}{Field.Id}";

    /// <summary>What a link to the field leads to: its input, or the group of them.</summary>
    public string AnchorId => Editor.IsGroup ? $"{InputId}-group" : InputId;

    public string? DescribedBy
    {
        get
        {
            var help = Field.Definition.Help is null ? null : $"{InputId}-help";
            var error = Errors.Count == 0 ? null : $"{InputId}-error";
            return help is null && error is null ? null : $"{help} {error}".Trim();
        }
    }

    public string? Invalid => Errors.Count == 0 ? null : "true";

    public UserError Bad(string value, string expected) =>
        PlatformErrors.BadValue.With(("value", value), ("field", Label), ("expected", Page.T(expected)));
}

using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Web.Editors;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Forms;

/// <summary>
/// Records that are created from within the form, of a name that a lookup did not find. Their inputs stand in the same form
/// (<c>company~new.name</c>) and they are saved in the same change set: one save, one undo, and nothing left over when the
/// form is refused or left.
/// </summary>
public sealed partial class RecordForm
{
    /// <summary>A button that turns a typed name into such a record: <c>field=type</c>.</summary>
    public const string MakeInput = "~make";

    /// <summary>A button that takes it away again: <c>field</c>.</summary>
    public const string UnmakeInput = "~unmake";

    private readonly Dictionary<string, RecordForm> _within = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(RecordForm Form, CreateChange Change)> _creates = [];
    private readonly HashSet<string> _unknown = new(StringComparer.OrdinalIgnoreCase);
    private string? _picked;
    private bool _creating;

    /// <summary>What stands before the names of its inputs.</summary>
    public string Prefix { get; private init; } = "";

    /// <summary>The field of the outer form that will point to the record.</summary>
    public ContentField? For { get; private init; }

    /// <summary>The records that are created with this one, before it.</summary>
    public IEnumerable<Change> Creates => _creates.Select(c => c.Change);

    /// <summary>The hidden input that names the type of a record to create.</summary>
    public static string WithinInput(ContentField field) => $"{field.Id}~new";

    /// <summary>The form offers to create what a lookup does not find.</summary>
    public RecordForm WithCreating()
    {
        _creating = true;
        return this;
    }

    /// <summary>The few fields of a record that is created from within another form, filled from the name that was typed.</summary>
    public static async Task<RecordForm> WithinAsync(PageContext page, ContentField field, ContentType type, string name)
    {
        var fields = FormFields.Brief(page, type);
        var values = FormDefaults.Plain(page, type, fields);
        foreach (var (id, text) in FormFields.Named(page, type, fields, name))
        {
            values[id] = text;
        }

        var form = new RecordForm(page, type, null, fields) { Prefix = $"{WithinInput(field)}.", For = field };
        foreach (var own in fields)
        {
            FieldEditor.Of(own).Fill(form.Editor(own), values.GetValueOrDefault(own.Id));
        }

        form._off = FieldConditions.Off(page, type, fields, values);
        form.Token = await FormTokens.NewAsync(page, type);
        return form;
    }

    /// <summary>A button asked for something other than saving: a record within, or to do without it. It is there now.</summary>
    public async Task<bool> IsAskedAsync()
    {
        if (Values.Has(AgainInput))
        {
            return true;
        }

        if (Values.Text(UnmakeInput) is { Length: > 0 } dropped)
        {
            return _within.Remove(dropped);
        }

        if (Values.Text(MakeInput).Split('=', 2) is not [var id, var asked] || FieldOf(id) is not { } field || TypeOf(field, asked) is not { } type)
        {
            return false;
        }

        _within[field.Id] = await WithinAsync(Page, field, type, Values.Text(LookupEditor.TextOf(field)).Trim());
        return true;
    }

    /// <summary>Values that are left to the gate, which knows the default of a field whose condition holds.</summary>
    public void LeaveOutUnfilled(Dictionary<string, object?> values)
    {
        foreach (var (id, value) in values.ToList())
        {
            if (Type.Find(id) is { } field
                && (value is null ? field.Definition.Default is null || field.Definition.When is not null : value is false && IsOff(field)))
            {
                values.Remove(id);
            }
        }
    }

    private async Task ReadWithinAsync(IFormCollection sent)
    {
        foreach (var field in Fields)
        {
            if (_picked == field.Id || Values.Text(WithinInput(field)) is not { Length: > 0 } asked || TypeOf(field, asked) is not { } type)
            {
                continue;
            }

            var prefix = $"{WithinInput(field)}.";
            var form = new RecordForm(Page, type, null, FormFields.Brief(Page, type)) { Prefix = prefix, For = field, Values = FormValues.Of(sent, prefix) };
            form.Token = form.Values.Text(TokenInput);
            form.Pick(sent["pick"].ToString());
            await form.LoadNamesAsync(null);
            form._off = FieldConditions.Off(Page, type, form.Fields, await form.NowAsync());
            _within[field.Id] = form;
        }
    }

    /// <summary>The value of a field that points to the record within; the record is created unless a sending before this one did.</summary>
    private async Task<object?> CreateWithinAsync(ContentField field, RecordForm within)
    {
        var (values, _) = await within.ReadAsync();
        within.AskForMissing(values);
        var id = FormTokens.Read(Page, within.Type, within.Token);
        if (within.IsValid && await Page.Services.GetRequiredService<IContentReader>().FindAsync(Page.Actor, within.Type.Id, id, Page.Aborted) is null)
        {
            within.LeaveOutUnfilled(values);
            _creates.Add((within, new CreateChange(within.Type.Id, values, Id: id)));
        }

        return field.Type switch
        {
            FieldTypes.Reference => new RecordRef(within.Type.Id, id),
            FieldTypes.MultiLookup => (IReadOnlyList<long>)[.. ManyOf(field), id],
            _ => id,
        };
    }

    /// <summary>Those that are chosen already; the name in the text field is the one of the record within.</summary>
    private IEnumerable<long> ManyOf(ContentField field) =>
        Values.List(field.Id).Select(t => LookupEditor.RefOf(field, t)).OfType<RecordRef>().Select(r => r.Id);

    private ContentField? FieldOf(string id) => Fields.FirstOrDefault(f => f.Id.Equals(id, StringComparison.OrdinalIgnoreCase));

    private ContentType? TypeOf(ContentField field, string asked) =>
        Lookups.CreatableOf(Page, field).FirstOrDefault(t => t.Id.Equals(asked, StringComparison.OrdinalIgnoreCase));
}

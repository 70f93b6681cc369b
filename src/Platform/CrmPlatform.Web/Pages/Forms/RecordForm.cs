using System.Globalization;
using System.Text.Json;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Model;
using CrmPlatform.Errors;
using CrmPlatform.Web.Editors;
using CrmPlatform.Web.Errors;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Forms;

/// <summary>A form over one record: its fields, what was typed, what it was made from, and what is wrong with it.</summary>
public sealed partial class RecordForm
{
    public const string WasInput = "~was";
    public const string VersionInput = "~version";
    public const string TokenInput = "~token";

    /// <summary>The form comes back after signing in again: it is shown rather than saved.</summary>
    public const string AgainInput = "~again";

    /// <summary>What to go on with after the record is created: <c>task</c>, or nothing.</summary>
    public const string ThenInput = "~then";

    private readonly Dictionary<string, List<string>> _errors = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, IReadOnlyList<RecordLink>> _candidates = new(StringComparer.OrdinalIgnoreCase);
    private IReadOnlyDictionary<RecordRef, RecordLink> _names = new Dictionary<RecordRef, RecordLink>();
    private IReadOnlySet<string> _off = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    private RecordForm(PageContext page, ContentType type, ContentRecord? record, IReadOnlyList<ContentField> fields)
    {
        Page = page;
        Type = type;
        Record = record;
        Fields = fields;
        Version = record?.Version ?? 0;
        Watched = FieldConditions.Watched(fields);
    }

    public PageContext Page { get; }

    public ContentType Type { get; }

    /// <summary>Null while it is being created.</summary>
    public ContentRecord? Record { get; }

    public IReadOnlyList<ContentField> Fields { get; }

    public FormValues Values { get; private set; } = new();

    /// <summary>The inputs as the form was first shown.</summary>
    public FormValues Was { get; private set; } = new();

    /// <summary>The version that the form was made from.</summary>
    public long Version { get; private set; }

    /// <summary>What makes sending it twice create one record.</summary>
    public string Token { get; set; } = "";

    public ConflictError? Conflict { get; private set; }

    public List<string> General { get; } = [];

    /// <summary>True: both sides changed the field, and the panel on top asks which value it shall have.</summary>
    public bool IsContested(ContentField field) => Conflict?.Conflicts.Any(c => c.Field.Equals(field.Id, StringComparison.OrdinalIgnoreCase)) == true;

    public bool IsNew => Record is null;

    /// <summary>True: as it was first shown, so that it holds nothing that could be lost.</summary>
    public bool IsShown => ReferenceEquals(Was, Values);

    /// <summary>Fields that the conditions of others look at.</summary>
    public IReadOnlySet<string> Watched { get; }

    public bool IsValid => _errors.Count == 0 && General.Count == 0 && _within.Values.All(w => w.IsValid);

    public string Name => Record?[Type.NameField] as string ?? "";

    /// <summary>Fields with something to mend, for the summary on top.</summary>
    public IEnumerable<(EditorContext Field, string Error)> Findings =>
        Fields.SelectMany(f => (_errors.GetValueOrDefault(f.Id) ?? []).Select(e => (Editor(f), e)).Concat(_within.GetValueOrDefault(f.Id)?.Findings ?? []));

    public bool HasErrors(ContentField field) => _errors.ContainsKey(field.Id) || _within.ContainsKey(field.Id);

    /// <summary>True: the condition of the field does not hold, so that nobody need fill it.</summary>
    public bool IsOff(ContentField field) => _off.Contains(field.Id);

    public EditorContext Editor(ContentField field) => new(Page, Type, field, Values, _names)
    {
        Errors = _errors.GetValueOrDefault(field.Id) ?? [],
        Candidates = _candidates.GetValueOrDefault(field.Id) ?? [],
        IsUnknownName = _unknown.Contains(field.Id),
        Prefix = Prefix,
        MayCreate = _creating && Lookups.CreatableOf(Page, field).Count > 0,
        Within = _within.GetValueOrDefault(field.Id),
    };

    /// <summary>What the form carries to know later what was changed in it.</summary>
    public string WasJson => Was.ToJson(Fields.SelectMany(f => FieldEditor.Of(f).Inputs(f)));

    /// <summary>A form that shows a record, or the first values of a new one.</summary>
    /// <param name="prefix">Stands before the names of inputs, where several forms share a page.</param>
    public static async Task<RecordForm> ShowAsync(
        PageContext page, ContentType type, ContentRecord? record, IReadOnlyList<ContentField> fields, IReadOnlyDictionary<string, object?> values, string prefix = "")
    {
        var form = new RecordForm(page, type, record, fields) { Prefix = prefix };
        await form.LoadNamesAsync(values);
        foreach (var field in fields)
        {
            FieldEditor.Of(field).Fill(form.Editor(field), values.GetValueOrDefault(field.Id));
        }

        form.Was = form.Values;
        form._off = FieldConditions.Off(page, type, fields, values);
        return form;
    }

    /// <summary>A form as it was sent.</summary>
    public static async Task<RecordForm> SentAsync(PageContext page, ContentType type, ContentRecord? record, IReadOnlyList<ContentField> fields, string prefix = "")
    {
        var sent = await page.Request.ReadFormAsync(page.Aborted);
        var form = new RecordForm(page, type, record, fields) { Prefix = prefix, Values = FormValues.Of(sent, prefix) };
        if (record is not null)
        {
            form.ReadOrigin(sent);
        }

        form.Token = sent[TokenInput].ToString();
        form.Pick(sent["pick"].ToString());
        await form.ReadWithinAsync(sent);
        await form.LoadNamesAsync(null);
        form._off = FieldConditions.Off(page, type, fields, await form.NowAsync());
        return form;
    }

    /// <summary>The values of the fields that were changed, with those they were changed from. What cannot be read becomes an error.</summary>
    public async Task<(Dictionary<string, object?> Values, Dictionary<string, object?> Before)> ReadAsync()
    {
        var values = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        var before = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var field in Fields.Where(IsChanged))
        {
            try
            {
                values[field.Id] = _within.TryGetValue(field.Id, out var within)
                    ? await CreateWithinAsync(field, within)
                    : await FieldEditor.Of(field).ReadAsync(Editor(field), Page.Aborted);
                if (!IsNew)
                {
                    before[field.Id] = await FieldEditor.Of(field).ReadAsync(Editor(field) with { Values = Was, Trusted = true }, Page.Aborted);
                }
            }
            catch (UserError error)
            {
                Add(field.Id, Page.T(error));
                if (error is AmbiguousNameError ambiguous)
                {
                    _candidates[field.Id] = ambiguous.Candidates;
                    _unknown.Add(field.Id);
                }
            }
        }

        if (!IsValid)
        {
            AskForMissing(values);
        }

        return (values, before);
    }

    /// <summary>The gate would say so next time: whoever mends one thing hears of all.</summary>
    private void AskForMissing(Dictionary<string, object?> values)
    {
        foreach (var field in Fields.Where(f => f.Required && f.Definition.SelfFilling != true && f.Definition.Default is null && !IsOff(f) && !_errors.ContainsKey(f.Id)))
        {
            if (values.TryGetValue(field.Id, out var value) && value is null or "")
            {
                Add(field.Id, Page.T(PlatformErrors.Required.With(("field", Page.L(field.Label, field.Id)))));
            }
        }
    }

    /// <summary>Puts findings of the write gate beside their fields, or on top.</summary>
    public void Take(UserError error)
    {
        switch (error)
        {
            case ValidationError invalid:
                foreach (var finding in invalid.Findings)
                {
                    var form = finding.Change < _creates.Count ? _creates[finding.Change].Form : this;
                    form.Add(finding.Field, Page.T(finding.Code, finding.Args));
                }

                break;
            case ConflictError conflict:
                Conflict = conflict;
                Version = conflict.CurrentVersion;
                break;
            default:
                General.Add(Page.T(error));
                break;
        }
    }

    /// <summary>A value of either side of a conflict, in words.</summary>
    public string Describe(ContentField field, object? value) => RecordLinks.Text(Page, field, value, _names);

    /// <summary>Puts an error beside a field.</summary>
    public void Refuse(ContentField field, string text)
    {
        ArgumentNullException.ThrowIfNull(field);
        Add(field.Id, text);
    }

    private void Add(string? field, string text)
    {
        if (field is null || !Fields.Any(f => f.Id.Equals(field, StringComparison.OrdinalIgnoreCase)))
        {
            General.Add(text);
            return;
        }

        if (!_errors.TryGetValue(field, out var list))
        {
            _errors[field] = list = [];
        }

        list.Add(text);
    }

    /// <summary>A new record takes every field that the form shows; an existing one only those whose inputs were touched.</summary>
    private bool IsChanged(ContentField field)
    {
        var inputs = FieldEditor.Of(field).Inputs(field);
        return inputs.Any(Values.Has)
            && (IsNew || ((_within.ContainsKey(field.Id) || !inputs.All(i => Values.Same(Was, i))) && Values.Text($"resolve.{field.Id}") != "stored"));
    }

    private void ReadOrigin(IFormCollection sent)
    {
        try
        {
            Was = FormValues.FromJson(sent[WasInput].ToString());
            Version = long.Parse(sent[VersionInput].ToString(), NumberStyles.None, CultureInfo.InvariantCulture);
        }
        catch (Exception problem) when (problem is JsonException or FormatException or OverflowException)
        {
            throw WebErrors.FormExpired.With();
        }
    }

    /// <summary>A candidate's button says which record a typed name meant: <c>field=id=name</c>.</summary>
    private void Pick(string pick)
    {
        if (pick.Split('=', 3) is [var id, var value, var name] && Fields.FirstOrDefault(f => Prefix + f.Id == id) is { } field)
        {
            _picked = field.Id;
            Values[field.Id] = field.IsMany ? Values.List(field.Id).Append(value).ToArray() : value;
            Values[LookupEditor.TextOf(field)] = field.IsMany ? "" : name;
        }
    }

    /// <summary>The values as far as conditions look at them: those typed, over those of the record or of a new one.</summary>
    private async Task<Dictionary<string, object?>> NowAsync()
    {
        var values = new Dictionary<string, object?>(Record?.Values ?? FormDefaults.For(Page, Type, Fields), StringComparer.OrdinalIgnoreCase);
        foreach (var field in Fields.Where(f => Watched.Contains(f.Id) && FieldEditor.Of(f).Inputs(f).Any(Values.Has)))
        {
            try
            {
                values[field.Id] = await FieldEditor.Of(field).ReadAsync(Editor(field), Page.Aborted);
            }
            catch (UserError)
            {
                // Said when the form is saved; until then the condition goes by what was there.
            }
        }

        if (IsNew && !Fields.Any(f => f.Id.Equals(StandardFields.Stage, StringComparison.OrdinalIgnoreCase)))
        {
            FormDefaults.Begin(Page, Type, values);
        }

        return values;
    }

    /// <summary>Fields that appeared since the form was shown begin with their default.</summary>
    public void FillAppeared(FormValues shown)
    {
        var defaults = FormDefaults.For(Page, Type, Fields, conditional: true);
        foreach (var field in Fields.Where(f => f.Definition.When is not null && !IsOff(f) && defaults.ContainsKey(f.Id)))
        {
            if (FieldEditor.Of(field).Inputs(field).All(i => shown.List(i).Count == 0))
            {
                FieldEditor.Of(field).Fill(Editor(field), defaults[field.Id]);
            }
        }
    }

    private async Task LoadNamesAsync(IReadOnlyDictionary<string, object?>? values)
    {
        var records = new HashSet<RecordRef>();
        foreach (var field in Fields)
        {
            var value = values is null ? Values.List(field.Id) : values.GetValueOrDefault(field.Id);
            records.UnionWith(RecordLinks.In(field, value));
        }

        if (records.Count > 0)
        {
            var reader = Page.Services.GetRequiredService<IContentReader>();
            _names = await reader.NamesAsync(Page.Actor, records, Page.Aborted);
        }
    }
}

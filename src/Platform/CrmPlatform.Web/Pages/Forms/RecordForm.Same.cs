using CrmPlatform.Content;
using CrmPlatform.Content.Duplicates;
using CrmPlatform.Web.Editors;

namespace CrmPlatform.Web.Pages.Forms;

/// <summary>Records that may be the one that the form creates.</summary>
public sealed partial class RecordForm
{
    /// <summary>Records that the person has been shown as possibly the same, <c>Contact/12</c> each: sending the form says that another is meant.</summary>
    public const string SeenInput = "~seen";

    /// <summary>Those that were found when the form was sent and had not been shown before.</summary>
    public IReadOnlyList<DuplicateMatch> Same { get; private set; } = [];

    /// <summary>Fields that tell records of the type apart: typing in them asks who is there already.</summary>
    public string SameFields => string.Join(' ', SamePages.KeyFields(Type).SelectMany(f => FieldEditor.Of(f).Inputs(f)).Select(i => Prefix + i));

    /// <summary>What a form's element carries for scripts: where to ask who is there already, and whether it holds what was typed before.</summary>
    /// <param name="path">Of the form that asks, below that of the type: <c>/new</c>.</param>
    /// <param name="query">What the note that comes is to offer.</param>
    public Dictionary<string, object> Marks(string path, string query = "")
    {
        var marks = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["data-same"] = Page.Url($"/c/{Type.Id}{path}/same{query}"),
            ["data-same-fields"] = SameFields,
            ["data-prefix"] = Prefix,
        };
        if (!IsShown)
        {
            marks["data-typed"] = "yes";
        }

        return marks;
    }

    /// <summary>Whether the records that would be created may be there already, and nobody was told so. Call after reading.</summary>
    public async Task<bool> MeetsOthersAsync(IReadOnlyDictionary<string, object?> values)
    {
        var seen = Values.List(SeenInput).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (IsNew)
        {
            Same = await UnseenAsync(Type, values, seen, FormTokens.Read(Page, Type, Token));
        }

        foreach (var (form, change) in _creates)
        {
            form.Same = await UnseenAsync(form.Type, change.Values, seen, change.Id);
        }

        return Same.Count > 0 || _creates.Exists(c => c.Form.Same.Count > 0);
    }

    /// <param name="reserved">The id that the form creates: a sending of the same form at the same moment may have been quicker, and is no other.</param>
    private async Task<IReadOnlyList<DuplicateMatch>> UnseenAsync(ContentType type, IReadOnlyDictionary<string, object?> values, HashSet<string> seen, long? reserved)
    {
        var found = await SamePages.FindAsync(Page, type, values, null, reserved);
        return found.All(m => seen.Contains(m.Record.Record().ToString())) ? [] : found;
    }
}

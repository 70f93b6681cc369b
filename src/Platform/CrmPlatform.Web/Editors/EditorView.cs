using CrmPlatform.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace CrmPlatform.Web.Editors;

/// <summary>
/// Base of the components that show the inputs of one field. None limits the length of what is typed: a browser would cut a paste off
/// without a word, where the gate says what is wrong and keeps it.
/// </summary>
public abstract class EditorView : PageView
{
    [Parameter, EditorRequired]
    public required object Editor { get; set; }

    protected EditorContext Data => (EditorContext)Editor;

    /// <summary>The name of the field's input in the page.</summary>
    protected string Name => Data.NameOf(Data.Field.Id);

    /// <summary>What the field's input holds.</summary>
    protected string Typed => Data.Values.Text(Data.Field.Id);

    protected IReadOnlyList<string> Chosen => Data.Values.List(Data.Field.Id);
}

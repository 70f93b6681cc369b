using CrmPlatform.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace CrmPlatform.Web.Editors;

/// <summary>Base of the components that show the inputs of one field.</summary>
public abstract class EditorView : PageView
{
    [Parameter, EditorRequired]
    public required object Editor { get; set; }

    protected EditorContext Data => (EditorContext)Editor;

    protected string Name => Data.Field.Id;
}

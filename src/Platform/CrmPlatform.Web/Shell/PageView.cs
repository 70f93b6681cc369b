using CrmPlatform.Content;
using CrmPlatform.Localization;
using Microsoft.AspNetCore.Components;

namespace CrmPlatform.Web.Shell;

/// <summary>Base of the components of a page: gives them its context.</summary>
public abstract class PageView : ComponentBase
{
    [CascadingParameter]
    public required PageContext Page { get; set; }

    protected string T(string key, params ReadOnlySpan<(string Name, object? Value)> args) => Page.T(key, args);

    /// <inheritdoc cref="PageContext.Noun" />
    protected string Noun(string type) => Page.Noun(type);

    /// <inheritdoc cref="PageContext.Nouns" />
    protected string Nouns(string type) => Page.Nouns(type);

    protected string L(LocalizedText? label, string fallback = "") => Page.L(label, fallback);

    protected string Url(string path) => Page.Url(path);

    protected static string? Current(bool yes, string value = "page") => yes ? value : null;

    protected string TypeUrl(ContentType type, string rest = "") => Page.Url($"/c/{type.Id}{rest}");
}

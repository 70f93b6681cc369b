namespace CrmPlatform.Web.Pages.Palette;

/// <summary>One thing that the palette can open.</summary>
/// <param name="Detail">What tells it from others of the same name.</param>
/// <param name="Avatar">Shape of the avatar that stands in place of the icon; null: the icon.</param>
/// <param name="Url">Its address, with the tenant's root.</param>
/// <param name="Also">Other words by which people look for it.</param>
public sealed record PaletteItem(string Label, string? Detail, string Icon, string? Avatar, string Url, string? Also = null);

public sealed record PaletteGroup(string Label, IReadOnlyList<PaletteItem> Items);

public sealed record PaletteData(string Text, IReadOnlyList<PaletteGroup> Groups);

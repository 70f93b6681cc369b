using CrmPlatform.Recipes;

namespace CrmPlatform.Kernel.Recipes;

/// <summary>A recipe as read, with where each sample record stands.</summary>
internal sealed record RecipeSource(Recipe Recipe, IReadOnlyList<ItemPlace> Places)
{
    public RecipeManifest Manifest => Recipe.Manifest;
}

/// <summary>Where an item stands, for errors.</summary>
internal sealed record ItemPlace(string File, string Step, string Item);

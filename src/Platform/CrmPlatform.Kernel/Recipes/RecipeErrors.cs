using CrmPlatform.Errors;

namespace CrmPlatform.Kernel.Recipes;

/// <summary>What may be wrong with recipes. Errors about content name file, step and item.</summary>
public static class RecipeErrors
{
    public static readonly ErrorCode NotFound = new("recipe.not-found", "There is no recipe \"{recipe}\". Known recipes: {known}.", 404);
    public static readonly ErrorCode NotApplied = new("recipe.not-applied", "The recipe \"{recipe}\" is not applied here. Applied are: {applied}.", 409);
    public static readonly ErrorCode BadFile = new("recipe.bad-file", "{file} (step {step}) cannot be read: {reason}");
    public static readonly ErrorCode MissingFile = new("recipe.missing-file", "{file}, which step {step} names, is not in the recipe's folder.");
    public static readonly ErrorCode UnknownStep = new("recipe.unknown-step", "{file}: there is no step \"{step}\" (item {item}). Known steps: {known}.");
    public static readonly ErrorCode UnknownKey = new("recipe.unknown-key", "{file}, step {step}, {item}: unknown key \"{key}\" at {path}. Remove it or mend its spelling.");
    public static readonly ErrorCode MissingKey = new("recipe.missing-key", "{file}, step {step}, {item}: \"{key}\" is missing at {path}. Add it.");
    public static readonly ErrorCode BadItem = new("recipe.bad-item", "{file}, step {step}, {item}: {reason}");
    public static readonly ErrorCode BadId = new("recipe.bad-id", "{file}, step {step}, {item}: \"{id}\" is no id. Ids are letters, digits, dots, dashes and underscores, begin with a letter and have at most 40 characters.");
    public static readonly ErrorCode Duplicate = new("recipe.duplicate-item", "{file}, step {step}, {item}: this is the second item of that id in the recipe. Join the two or rename one.");
    public static readonly ErrorCode UnknownType = new("recipe.unknown-type", "{file}, step {step}, {item}: there is no type \"{type}\" once the recipe is applied. Did you mean {near}?");
    public static readonly ErrorCode UnknownField = new("recipe.unknown-field", "{file}, step {step}, {item}: {type} has no field \"{field}\". Did you mean {near}?");
    public static readonly ErrorCode MissingFeature = new("recipe.missing-feature", "The recipe \"{recipe}\" needs the feature \"{feature}\", which no module here has. Add the module, or take the feature out of recipe.json.", 409);
    public static readonly ErrorCode Contradiction = new("recipe.contradiction", "The recipe \"{recipe}\" contradicts what is there, and nothing was applied: {conflicts}. Mend the recipe and apply it again.", 409);
}

using CrmPlatform.Errors;

namespace CrmPlatform.Kernel.Modules;

/// <summary>What may be wrong with modules and features. Most stop the start; a module of others is set aside instead.</summary>
public static class ModuleErrors
{
    public static readonly ErrorCode BadManifest = new("module.bad-manifest", "{file} cannot be read: {reason}");
    public static readonly ErrorCode UnknownKey = new("module.unknown-key", "{file} has the unknown key \"{key}\". Remove it or mend its spelling.");
    public static readonly ErrorCode MissingKey = new("module.missing-key", "{file} lacks the key \"{key}\". Add it.");
    public static readonly ErrorCode NoManifest = new("module.no-manifest", "{module} has no module.json. Embed it in the assembly, or lay it beside it.");
    public static readonly ErrorCode BadId = new("module.bad-id", "{file}: \"{id}\" is no id. Ids are letters, digits, dots, dashes and underscores, begin with a letter and have at most 40 characters.");
    public static readonly ErrorCode WrongModule = new("module.wrong-id", "{file} says that the module is \"{id}\", but the assembly is \"{assembly}\". Make them equal.");
    public static readonly ErrorCode NoVendor = new("module.no-vendor-prefix", "{module}: \"{id}\" needs the prefix of its vendor, such as \"{example}\", so that it never meets another's.");
    public static readonly ErrorCode DuplicateModule = new("module.duplicate-module", "The module \"{id}\" is there twice. Remove one.");
    public static readonly ErrorCode DuplicateFeature = new("module.duplicate-feature", "The feature \"{feature}\" is declared by {first} and by {second}. Rename one.");
    public static readonly ErrorCode UnknownFeature = new("module.unknown-feature", "{startup} declares the feature \"{feature}\", which module.json of {module} does not list. Add it there.");
    public static readonly ErrorCode MissingFeature = new("module.missing-feature", "The feature \"{feature}\" of {module} needs \"{missing}\", which is not there. Add the module that has it, or remove the dependency.");
    public static readonly ErrorCode CircularFeature = new("module.circular-feature", "The features \"{first}\" and \"{second}\" need each other: {path}. Break the circle.");
    public static readonly ErrorCode TooNew = new("module.too-new", "{module} needs platform {asked}, this is {platform}. Update the platform, or take an older version of the module.");
    public static readonly ErrorCode TooOld = new("module.too-old", "{module} was made for platform {asked}, this is {platform}. Take a newer version of the module.");
    public static readonly ErrorCode MissingReference = new("module.missing-reference", "{module} was built against {reference}, which is not here. Take the version of the module that belongs to this platform.");
    public static readonly ErrorCode Broken = new("module.broken", "{module} does not start: {reason} Mend or remove it, then restart.");
    public static readonly ErrorCode ServiceTaken = new("module.service-taken", "The feature \"{feature}\" registers {service}, which it does not own. Use its own type, or Extend<{service}, …>().");
    public static readonly ErrorCode SharedSingleton = new("module.shared-singleton", "The feature \"{feature}\" registers {service} as a singleton. All tenants would share it: make it scoped, or mark the class [SharedAcrossTenants].");
    public static readonly ErrorCode NoRight = new("module.no-right", "{module}: {route} does not say who may call it. Add RequireRight, RequireAuthorization or AllowAnonymous.");
    public static readonly ErrorCode RouteTaken = new("module.route-taken", "The features \"{first}\" and \"{second}\" both map {route}. Change one of the routes.");
}

/// <summary>What may be wrong with switching features and with a tenant's state.</summary>
public static class TenantErrors
{
    public static readonly ErrorCode UnknownFeature = new("feature.unknown", "There is no feature \"{feature}\". Did you mean {near}?", 404);
    public static readonly ErrorCode NeededBy = new("feature.needed-by", "\"{feature}\" cannot be switched off: it is needed by {needed}. First switch off what needs it.", 409);
    public static readonly ErrorCode AlwaysOn = new("feature.always-on", "\"{feature}\" is always on.", 409);
    public static readonly ErrorCode NotSetUp = new("tenant.not-set-up", "\"{tenant}\" has not been set up yet. Open /setup or use the command setup.", 503);
    public static readonly ErrorCode AlreadySetUp = new("tenant.already-set-up", "\"{tenant}\" is set up already. Sign in, or create another tenant.", 409);
    public static readonly ErrorCode TitleTooLong = new("tenant.title-too-long", "The name of the firm has at most {max} characters. Shorten it.", 422);
    public static readonly ErrorCode BadSetting = new("tenant.bad-setting", "\"{value}\" is no {setting}: {expected} is expected.");
    public static readonly ErrorCode Closed = new("tenant.closed", "\"{tenant}\" is closed: {reason}", 503);
    public static readonly ErrorCode Busy = new("tenant.busy", "\"{tenant}\" is being upgraded or set up. Try again in a minute.", 503);
    public static readonly ErrorCode UpgradeFailed = new("tenant.upgrade-failed", "Upgrade step {number} ({title}) of {feature} failed: {reason} Mend the cause, then open the tenant again.", 503);
}

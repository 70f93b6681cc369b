using CrmPlatform.Errors;

namespace CrmPlatform.Web.Errors;

/// <summary>What people can do wrong on the way to the gates: addresses, bodies, sign-in, set-up, commands.</summary>
public static class WebErrors
{
    public static readonly ErrorCode PageNotFound = new("web.not-found", "There is nothing at {path}.", 404);
    public static readonly ErrorCode MethodNotAllowed = new("web.method-not-allowed", "{path} does not take {method}.", 405);
    public static readonly ErrorCode SignInNeeded = new("access.sign-in-needed", "Sign in first, or send a key: \"Authorization: Bearer crm_…\".", 401);
    public static readonly ErrorCode SessionEnded = new("access.session-ended", "Your session has ended. Sign in and go on: what you typed is kept.", 401);
    public static readonly ErrorCode BadKey = new("access.bad-key", "This API key is not valid here. Make one with \"api-key create\".", 401);
    public static readonly ErrorCode ForbiddenHere = new("access.forbidden-here", "You may not do this. Ask an administrator for the right to.", 403);
    public static readonly ErrorCode FormExpired = new("access.form-expired", "This form is too old or was opened by another account. Open the page again and repeat.", 400);

    public static readonly ErrorCode AccountExists = new("account.exists", "There is already an account {email}.", 409);
    public static readonly ErrorCode LastAdministrator = new("account.last-administrator", "This is the last administrator who can sign in. Make someone else an administrator first.", 422);
    public static readonly ErrorCode NotYourself = new("account.not-yourself", "You cannot shut yourself out. Ask another administrator.", 422);
    public static readonly ErrorCode EmployeeTaken = new("account.employee-taken", "The account {email} belongs to this person already.", 422);
    public static readonly ErrorCode LinkExpired = new("account.link-expired", "This link was used already or is older than a day. Ask an administrator for a new one.", 410);
    public static readonly ErrorCode RoleUnknown = new("account.unknown-role", "There is no role \"{role}\". Known roles: {known}.");
    public static readonly ErrorCode BadCurrency = new("money.bad-currency", "\"{currency}\" cannot have a rate: a code of three letters other than {base} is expected.", 422);
    public static readonly ErrorCode BadRate = new("money.bad-rate", "{rate} cannot be an exchange rate: a number above 0 is expected.");

    public static readonly ErrorCode TenantUnknown = new("tenant.unknown", "There is no tenant \"{tenant}\" here.", 404);

    public static readonly ErrorCode BadJson = new("request.bad-json", "The body is not valid JSON: {problem}");
    public static readonly ErrorCode NotJson = new("request.not-json", "The body must be JSON, with Content-Type application/json.", 415);
    public static readonly ErrorCode NotAnObject = new("request.not-an-object", "The body must be a JSON object.");
    public static readonly ErrorCode TooLarge = new("request.too-large", "The body is larger than {limit} bytes.", 413);
    public static readonly ErrorCode Malformed = new("request.malformed", "The request cannot be read: {problem}");
    public static readonly ErrorCode BadParameter = new("request.bad-parameter", "\"{value}\" does not fit the parameter {parameter}: {expected} is expected.");
    public static readonly ErrorCode UnknownParameter = new("request.unknown-parameter", "There is no parameter \"{parameter}\" here. {hint}");
    public static readonly ErrorCode BadIfMatch = new("request.bad-if-match", "If-Match must be the ETag of the record as it was read, such as \"3\".");
    public static readonly ErrorCode Internal = new("web.internal", "Something went wrong on our side. It was recorded under the number {reference}.", 500);

    public static readonly ErrorCode SignInFailed = new("sign-in.failed", "The e-mail or the password is wrong.", 401);
    public static readonly ErrorCode SignInTooOften = new("sign-in.too-often", "Too many attempts. Wait a minute and try again.", 429);

    public static readonly ErrorCode SetupForbidden = new("setup.forbidden", "Set-up answers only on the machine itself, or to the one-time address that the host printed when it started.", 403);
    public static readonly ErrorCode SetupNoName = new("setup.no-name", "Say what you are called: your colleagues will see this name.", 422);
    public static readonly ErrorCode SetupBadEmail = new("setup.bad-email", "\"{email}\" is not an e-mail address.", 422);
    public static readonly ErrorCode SetupBadPassword = new("setup.bad-password", "This password will not do: {problem}", 422);
    public static readonly ErrorCode SetupBadLanguage = new("setup.bad-language", "There are no texts in \"{language}\". Known: {known}.", 422);
    public static readonly ErrorCode SetupBadCurrency = new("setup.bad-currency", "\"{currency}\" is not a currency code such as USD.", 422);
    public static readonly ErrorCode SetupBadZone = new("setup.bad-zone", "\"{zone}\" is not a time zone such as Europe/Madrid.", 422);
    public static readonly ErrorCode SetupNoConnection = new("setup.no-connection", "PostgreSQL needs a connection string: --connection \"Host=…;Database=…;Username=…\".", 422);
    public static readonly ErrorCode SetupConnectionUnused = new("setup.connection-unused", "SQLite takes no connection string. Leave it out, or choose PostgreSQL.", 422);
    public static readonly ErrorCode SetupCannotConnect = new("setup.cannot-connect", "PostgreSQL does not answer at this connection: {problem}", 422);

    public static readonly ErrorCode CommandUsage = new("command.usage", "{problem} Run it with --help to see how it is used.");
    public static readonly ErrorCode CommandFileMissing = new("command.file-missing", "There is no file {file}, or it cannot be read.");
    public static readonly ErrorCode CommandImportFailed = new("command.import-failed", "The import stopped: {problem}");
    public static readonly ErrorCode AccountUnknown = new("account.unknown", "There is no account with the e-mail {email}.", 404);
    public static readonly ErrorCode ActUnknown = new("acts.unknown", "There is no act {act}.", 404);
    public static readonly ErrorCode UndoBlocked = new("acts.undo-blocked", "Nothing was undone: {changed} since. With --partially the rest is undone.", 409);
}

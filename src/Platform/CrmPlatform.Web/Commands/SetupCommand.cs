using System.CommandLine;
using CrmPlatform.Tenants;
using CrmPlatform.Web.Setup;

namespace CrmPlatform.Web.Commands;

/// <summary><c>setup --recipe --email --password [--language] [--database sqlite|postgres --connection]</c>.</summary>
internal static class SetupCommand
{
    public static Command Create(CommandRunner runner, CommandTexts texts)
    {
        var recipe = new Option<string?>("--recipe") { Description = texts["cli.setup.recipe"] };
        var email = new Option<string>("--email") { Description = texts["cli.setup.email"], Required = true };
        var password = new Option<string>("--password") { Description = texts["cli.setup.password"], Required = true };
        var name = new Option<string?>("--name") { Description = texts["cli.setup.name"] };
        var title = new Option<string?>("--title") { Description = texts["cli.setup.title"] };
        var language = new Option<string?>("--language") { Description = texts["cli.setup.language"] };
        var zone = new Option<string?>("--time-zone") { Description = texts["cli.setup.zone"] };
        var currency = new Option<string?>("--currency") { Description = texts["cli.setup.currency"] };
        var samples = new Option<bool>("--samples") { Description = texts["cli.recipe.samples"] };
        var database = new DatabaseOptions(texts);
        var setup = new Command("setup", texts["cli.setup"])
        {
            recipe, email, password, name, title, language, zone, currency, samples, database.Database, database.Connection,
        };
        setup.SetAction((parse, ct) => runner.InNewTenantAsync(
            parse,
            (context, token) => RunAsync(
                context,
                new SetupRequest
                {
                    Recipe = parse.GetValue(recipe),
                    Email = parse.GetRequiredValue(email),
                    Password = parse.GetRequiredValue(password),
                    Name = parse.GetValue(name),
                    Title = parse.GetValue(title),
                    Language = parse.GetValue(language) ?? "en",
                    TimeZone = parse.GetValue(zone) ?? "UTC",
                    BaseCurrency = parse.GetValue(currency),
                    Database = database.KindOf(parse) ?? context.Tenant.Database,
                    Connection = parse.GetValue(database.Connection) ?? ConnectionOf(context.Tenant, database.KindOf(parse)),
                    WithSamples = parse.GetValue(samples),
                },
                token),
            ct));
        return setup;
    }

    /// <summary>What the tenant was created with, unless another kind of database is asked for.</summary>
    private static string? ConnectionOf(Tenant tenant, DatabaseKind? asked) =>
        asked is null || asked == tenant.Database ? tenant.Connection : null;

    private static async Task<int> RunAsync(CommandContext context, SetupRequest request, CancellationToken cancellationToken)
    {
        var tenant = await context.Get<ISetup>().RunAsync(context.Tenant, request, cancellationToken);
        if (context.Json)
        {
            await context.WriteJsonAsync(json => TenantCommands.Write(json, tenant));
        }
        else
        {
            await context.Out.WriteLineAsync(context.Text("cli.setup.done", ("tenant", tenant.Name), ("email", request.Email)));
        }

        return ExitCodes.Done;
    }
}

/// <summary><c>--database sqlite|postgres --connection TEXT</c>.</summary>
internal sealed class DatabaseOptions
{
    public DatabaseOptions(CommandTexts texts)
    {
        Database = new Option<string?>("--database") { Description = texts["cli.setup.database"] };
        Database.AcceptOnlyFromAmong("sqlite", "postgres");
        Connection = new Option<string?>("--connection") { Description = texts["cli.setup.connection"], HelpName = "TEXT" };
    }

    public Option<string?> Database { get; }

    public Option<string?> Connection { get; }

    public DatabaseKind? KindOf(ParseResult parse) => parse.GetValue(Database) switch
    {
        null => null,
        "postgres" => DatabaseKind.Postgres,
        _ => DatabaseKind.Sqlite,
    };
}

using System.CommandLine;
using CrmPlatform.Web.Errors;
using CrmPlatform.Web.Identity;

namespace CrmPlatform.Web.Commands;

/// <summary><c>api-key create --email --name</c>. The key acts for that account, with its rights.</summary>
internal static class ApiKeyCommands
{
    public static Command Create(CommandRunner runner, CommandTexts texts)
    {
        var email = new Option<string>("--email") { Description = texts["cli.api-key.email"], Required = true };
        var name = new Option<string>("--name") { Description = texts["cli.api-key.name"], Required = true };
        var create = new Command("create", texts["cli.api-key.create"]) { email, name };
        create.SetAction((parse, ct) => runner.InTenantAsync(
            parse,
            (context, token) => RunAsync(context, parse.GetRequiredValue(email), parse.GetRequiredValue(name), token),
            ct));
        return new Command("api-key", texts["cli.api-key"]) { create };
    }

    private static async Task<int> RunAsync(CommandContext context, string email, string name, CancellationToken cancellationToken)
    {
        var accounts = context.Get<IAccounts>();
        var account = await accounts.FindByEmailAsync(email, cancellationToken)
            ?? throw WebErrors.AccountUnknown.With(("email", email));
        var key = await accounts.CreateKeyAsync(account, name, cancellationToken);
        if (context.Json)
        {
            await context.WriteJsonAsync(json =>
            {
                json.WriteStartObject();
                json.WriteString("key", key);
                json.WriteString("name", name);
                json.WriteString("email", account.Email);
                json.WriteEndObject();
            });
        }
        else
        {
            await context.Out.WriteLineAsync(key);
            await context.Error.WriteLineAsync(context.Text("cli.api-key.once"));
        }

        return ExitCodes.Done;
    }
}

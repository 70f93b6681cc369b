using System.CommandLine;
using CrmPlatform.Tenants;
using CrmPlatform.Web.Identity;

namespace CrmPlatform.Web.Commands;

/// <summary><c>account create --email --password [--name] [--role]</c>: people who sign in.</summary>
internal static class AccountCommands
{
    public static Command Create(CommandRunner runner, CommandTexts texts)
    {
        var email = new Option<string>("--email") { Description = texts["cli.account.email"], Required = true };
        var password = new Option<string>("--password") { Description = texts["cli.account.password"], Required = true };
        var name = new Option<string?>("--name") { Description = texts["cli.account.name"] };
        var role = new Option<string>("--role") { Description = texts["cli.account.role"], DefaultValueFactory = _ => KnownRoles.Member };
        var create = new Command("create", texts["cli.account.create"]) { email, password, name, role };
        create.SetAction((parse, ct) => runner.InTenantAsync(
            parse,
            (context, token) => RunAsync(
                context,
                new NewAccount(parse.GetRequiredValue(email), parse.GetRequiredValue(password), parse.GetValue(name), null, [parse.GetRequiredValue(role)]),
                token),
            ct));
        return new Command("account", texts["cli.account"]) { create };
    }

    private static async Task<int> RunAsync(CommandContext context, NewAccount asked, CancellationToken cancellationToken)
    {
        var model = (await context.Get<ITenantStates>().GetAsync(cancellationToken)).Model;
        var role = KnownRoles.Known(model, asked.Roles[0]);
        var accounts = context.Get<IAccounts>();
        await accounts.ValidateAsync(asked.Email.Trim(), asked.Password);
        var account = await accounts.AddAsync(asked with { Roles = [role] }, cancellationToken);
        if (context.Json)
        {
            await context.WriteJsonAsync(json =>
            {
                json.WriteStartObject();
                json.WriteNumber("id", account.Id);
                json.WriteString("email", account.Email);
                json.WriteString("role", role);
                json.WriteEndObject();
            });
        }
        else
        {
            await context.Out.WriteLineAsync(context.Text("cli.account.created", ("email", account.Email), ("role", role)));
        }

        return ExitCodes.Done;
    }
}

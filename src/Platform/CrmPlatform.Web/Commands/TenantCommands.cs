using System.CommandLine;
using System.Text.Json;
using CrmPlatform.Data.Backup;
using CrmPlatform.Kernel.Modules;
using CrmPlatform.Tenants;
using CrmPlatform.Web.Tenants;

namespace CrmPlatform.Web.Commands;

/// <summary><c>tenant list|create|backup</c>.</summary>
internal static class TenantCommands
{
    public static Command Create(CommandRunner runner, CommandTexts texts)
    {
        var list = new Command("list", texts["cli.tenant.list"]);
        list.SetAction((parse, ct) => runner.InHostAsync(parse, ListAsync, ct));
        return new Command("tenant", texts["cli.tenant"]) { list, CreateCreate(runner, texts), CreateBackup(runner, texts) };
    }

    private static Command CreateCreate(CommandRunner runner, CommandTexts texts)
    {
        var name = new Argument<string>("name") { Description = texts["cli.tenant.name"] };
        var host = new Option<string?>("--host") { Description = texts["cli.tenant.host"], HelpName = "NAME" };
        var database = new DatabaseOptions(texts);
        var create = new Command("create", texts["cli.tenant.create"]) { name, host, database.Database, database.Connection };
        create.SetAction((parse, ct) => runner.InHostAsync(
            parse,
            (context, token) => CreateAsync(
                context,
                new Tenant(
                    parse.GetRequiredValue(name),
                    parse.GetValue(host),
                    database.KindOf(parse) ?? DatabaseKind.Sqlite,
                    parse.GetValue(database.Connection),
                    null,
                    TenantStatus.Created),
                token),
            ct));
        return create;
    }

    private static Command CreateBackup(CommandRunner runner, CommandTexts texts)
    {
        var name = new Argument<string?>("name") { Description = texts["cli.tenant.name"], Arity = ArgumentArity.ZeroOrOne };
        var to = new Option<string?>("--to") { Description = texts["cli.tenant.backup-to"], HelpName = "FILE" };
        var backup = new Command("backup", texts["cli.tenant.backup"]) { name, to };
        backup.SetAction((parse, ct) => runner.InHostAsync(
            parse,
            (context, token) => BackupAsync(context, parse.GetValue(name) ?? runner.TenantName(parse), parse.GetValue(to), token),
            ct));
        return backup;
    }

    public static void Write(Utf8JsonWriter json, Tenant tenant)
    {
        json.WriteStartObject();
        json.WriteString("name", tenant.Name);
        json.WriteString("host", tenant.HostName);
        json.WriteString("path", PathOf(tenant));
        json.WriteString("database", DatabaseOf(tenant));
        json.WriteString("state", StateOf(tenant));
        json.WriteString("reason", tenant.Reason);
        json.WriteEndObject();
    }

    private static async Task<int> ListAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var tenants = await context.Get<ITenantStore>().ListAsync(cancellationToken);
        if (context.Json)
        {
            await context.WriteJsonAsync(json =>
            {
                json.WriteStartArray();
                foreach (var tenant in tenants)
                {
                    Write(json, tenant);
                }

                json.WriteEndArray();
            });
            return ExitCodes.Done;
        }

        await context.WriteTableAsync(
            context.Heads("name", "host", "path", "database", "state", "reason"),
            [.. tenants.Select(t => new object?[] { t.Name, t.HostName, PathOf(t), DatabaseOf(t), StateOf(t), t.Reason })]);
        return ExitCodes.Done;
    }

    private static async Task<int> CreateAsync(CommandContext context, Tenant tenant, CancellationToken cancellationToken)
    {
        await context.Get<ITenantStore>().CreateAsync(tenant, cancellationToken);
        context.Get<TenantDirectory>().Refresh();
        if (context.Json)
        {
            await context.WriteJsonAsync(json => Write(json, tenant));
        }
        else
        {
            await context.Out.WriteLineAsync(context.Text("cli.tenant.created", ("tenant", tenant.Name)));
        }

        return ExitCodes.Done;
    }

    private static async Task<int> BackupAsync(CommandContext context, string name, string? to, CancellationToken cancellationToken)
    {
        var tenant = await CommandRunner.FindAsync(context.Get<ITenantStore>(), name, cancellationToken);
        if (tenant.State == TenantStatus.Created)
        {
            throw TenantErrors.NotSetUp.With(("tenant", tenant.Name));
        }

        // A relative file is meant from where the command was given, which is not where the host runs.
        var path = to is null ? null : context.FullPath(to);
        var file = await context.Get<ITenantBackup>().BackupAsync(tenant, path, cancellationToken);
        if (context.Json)
        {
            await context.WriteJsonAsync(json =>
            {
                json.WriteStartObject();
                json.WriteString("file", file);
                json.WriteEndObject();
            });
        }
        else
        {
            await context.Out.WriteLineAsync(file);
        }

        return ExitCodes.Done;
    }

    private static string? PathOf(Tenant tenant) =>
        tenant.HostName is not null ? null : tenant.Name == Tenant.DefaultName ? "/" : $"/t/{tenant.Name}/";

    private static string DatabaseOf(Tenant tenant) => tenant.Database == DatabaseKind.Postgres ? "postgres" : "sqlite";

    private static string StateOf(Tenant tenant) => JsonNamingPolicy.CamelCase.ConvertName(tenant.State.ToString());
}

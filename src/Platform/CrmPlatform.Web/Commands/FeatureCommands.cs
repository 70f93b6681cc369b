using System.CommandLine;
using CrmPlatform.Recipes;

namespace CrmPlatform.Web.Commands;

/// <summary><c>feature list|enable|disable</c>.</summary>
internal static class FeatureCommands
{
    public static Command Create(CommandRunner runner, CommandTexts texts)
    {
        var ids = new Argument<string[]>("id") { Description = texts["cli.feature.id"], Arity = ArgumentArity.OneOrMore };
        var id = new Argument<string>("id") { Description = texts["cli.feature.id"] };
        var list = new Command("list", texts["cli.feature.list"]);
        list.SetAction((parse, ct) => runner.InTenantAsync(parse, ListAsync, ct));
        var enable = new Command("enable", texts["cli.feature.enable"]) { ids };
        enable.SetAction((parse, ct) => runner.InTenantAsync(
            parse,
            async (context, token) => await PrintAsync(
                context,
                "enabled",
                await context.Get<IFeatures>().EnableAsync(context.Actor, parse.GetRequiredValue(ids), token)),
            ct));
        var disable = new Command("disable", texts["cli.feature.disable"]) { id };
        disable.SetAction((parse, ct) => runner.InTenantAsync(
            parse,
            async (context, token) => await PrintAsync(
                context,
                "disabled",
                await context.Get<IFeatures>().DisableAsync(context.Actor, parse.GetRequiredValue(id), token)),
            ct));
        return new Command("feature", texts["cli.feature"]) { list, enable, disable };
    }

    private static async Task<int> ListAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var features = await context.Get<IFeatures>().ListAsync(cancellationToken);
        if (!context.Json)
        {
            await context.WriteTableAsync(
                context.Heads("id", "name", "enabled", "needs"),
                [.. features.Select(f => new object?[]
                {
                    f.Feature.Id, f.Feature.Name.For(context.Culture), context.YesNo(f.Enabled), string.Join(", ", f.Feature.Dependencies),
                })]);
            return ExitCodes.Done;
        }

        await context.WriteJsonAsync(json =>
        {
            json.WriteStartArray();
            foreach (var (feature, enabled) in features)
            {
                json.WriteStartObject();
                json.WriteString("id", feature.Id);
                json.WriteString("name", feature.Name.For(context.Culture));
                json.WriteBoolean("enabled", enabled);
                json.WriteBoolean("alwaysOn", feature.AlwaysOn);
                json.WriteStrings("dependencies", feature.Dependencies);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
        return ExitCodes.Done;
    }

    private static async Task<int> PrintAsync(CommandContext context, string member, IReadOnlyList<string> switched)
    {
        if (context.Json)
        {
            await context.WriteJsonAsync(json =>
            {
                json.WriteStartObject();
                json.WriteStrings(member, switched);
                json.WriteEndObject();
            });
        }
        else
        {
            await context.Out.WriteLineAsync(
                switched.Count == 0 ? context.Text("cli.feature.nothing") : context.Text($"cli.feature.{member}", ("features", string.Join(", ", switched))));
        }

        return ExitCodes.Done;
    }
}

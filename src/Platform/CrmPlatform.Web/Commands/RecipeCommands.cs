using System.CommandLine;
using CrmPlatform.Recipes;
using CrmPlatform.Tenants;

namespace CrmPlatform.Web.Commands;

/// <summary><c>recipe list|plan|apply|remove</c>.</summary>
internal static class RecipeCommands
{
    public static Command Create(CommandRunner runner, CommandTexts texts)
    {
        var id = new Argument<string>("id") { Description = texts["cli.recipe.id"] };
        var samples = new Option<bool>("--samples") { Description = texts["cli.recipe.samples"] };
        var list = new Command("list", texts["cli.recipe.list"]);
        list.SetAction((parse, ct) => runner.InAnyTenantAsync(parse, ListAsync, ct));
        var plan = new Command("plan", texts["cli.recipe.plan"]) { id };
        plan.SetAction((parse, ct) => runner.InTenantAsync(
            parse,
            async (context, token) => await PrintAsync(context, await context.Get<IRecipes>().PlanAsync(parse.GetRequiredValue(id), token)),
            ct));
        var apply = new Command("apply", texts["cli.recipe.apply"]) { id, samples };
        apply.SetAction((parse, ct) => runner.InTenantAsync(
            parse,
            async (context, token) => await PrintAsync(
                context,
                await context.Get<IRecipes>().ApplyAsync(context.Actor, parse.GetRequiredValue(id), parse.GetValue(samples), token)),
            ct));
        var remove = new Command("remove", texts["cli.recipe.remove"]) { id, samples };
        remove.SetAction((parse, ct) => runner.InTenantAsync(
            parse,
            async (context, token) => await PrintAsync(
                context,
                await context.Get<IRecipes>().RemoveAsync(context.Actor, parse.GetRequiredValue(id), parse.GetValue(samples), token)),
            ct));
        return new Command("recipe", texts["cli.recipe"]) { list, plan, apply, remove };
    }

    private static async Task<int> ListAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var recipes = context.Get<IRecipes>();
        var known = await recipes.ListAsync(cancellationToken);
        var applied = context.Tenant.State == TenantStatus.Created ? [] : await recipes.AppliedAsync(cancellationToken);
        bool IsApplied(RecipeManifest recipe) => applied.Contains(recipe.Id, StringComparer.OrdinalIgnoreCase);
        if (!context.Json)
        {
            await context.WriteTableAsync(
                context.Heads("id", "name", "version", "applied"),
                [.. known.Select(r => new object?[] { r.Id, r.Name.For(context.Culture), r.Version, context.YesNo(IsApplied(r)) })]);
            return ExitCodes.Done;
        }

        await context.WriteJsonAsync(json =>
        {
            json.WriteStartArray();
            foreach (var recipe in known)
            {
                json.WriteStartObject();
                json.WriteString("id", recipe.Id);
                json.WriteString("name", recipe.Name.For(context.Culture));
                json.WriteString("description", recipe.Description.For(context.Culture));
                json.WriteString("version", recipe.Version);
                json.WriteBoolean("applied", IsApplied(recipe));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
        return ExitCodes.Done;
    }

    private static async Task<int> PrintAsync(CommandContext context, RecipePlan plan)
    {
        if (context.Json)
        {
            await context.WriteJsonAsync(json =>
            {
                json.WriteStartObject();
                json.WriteStrings("added", plan.Added);
                json.WriteStrings("changed", plan.Changed);
                json.WriteStrings("conflicts", plan.Conflicts);
                json.WriteStrings("removed", plan.Removed);
                json.WriteStrings("dormant", plan.Dormant);
                json.WriteEndObject();
            });
            return ExitCodes.Done;
        }

        if (plan.IsEmpty)
        {
            await context.Out.WriteLineAsync(context.Text("cli.recipe.nothing"));
        }

        foreach (var (key, lines) in new[] { ("added", plan.Added), ("changed", plan.Changed), ("conflicts", plan.Conflicts), ("removed", plan.Removed), ("dormant", plan.Dormant) })
        {
            foreach (var line in lines)
            {
                await context.Out.WriteLineAsync($"{context.Text("cli.recipe." + key)}  {line}");
            }
        }

        return ExitCodes.Done;
    }
}

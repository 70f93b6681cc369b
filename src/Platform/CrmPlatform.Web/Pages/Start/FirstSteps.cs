using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Importing;
using CrmPlatform.Content.Model;
using CrmPlatform.Content.Queries;
using CrmPlatform.Content.RecipeRecords;
using CrmPlatform.Tenants;
using CrmPlatform.Web.Identity;
using CrmPlatform.Web.Pages.Admin;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Start;

/// <summary>One thing to do first. It is done when the data says so, whoever did it.</summary>
/// <param name="Key">Of its help: <c>start.{key}.help</c>.</param>
/// <param name="Path">Where it is done; of a step that is done, where its fruit is.</param>
/// <param name="Word">On the button.</param>
public sealed record FirstStep(string Key, string Title, string Path, string Icon, string Word, bool Done);

/// <summary>The first steps that a person may take, ticked by what is there.</summary>
internal static class FirstSteps
{
    /// <summary>Records whose last stage is looked at.</summary>
    private const int Enough = 50;

    /// <summary>A creation sets the stage a moment after the record.</summary>
    private static readonly TimeSpan _atOnce = TimeSpan.FromSeconds(2);

    public static async Task<IReadOnlyList<FirstStep>> OfAsync(PageContext page)
    {
        var steps = new List<FirstStep>();
        if (page.Actor.Can(Permission.ContentEdit))
        {
            await AddClientsAsync(page, steps);
            if (page.Model.Types.Values.FirstOrDefault(t => !t.Internal && t.Has(KnownParts.Staged) && page.Model.PipelinesOf(t.Id).Any()) is { } staged)
            {
                steps.Add(new FirstStep("move", page.T("start.move", ("types", page.L(staged.PluralLabel, staged.Id)), ("nouns", page.Nouns(staged.Id))), NavItem.TypePath(page, staged), "layout-kanban", page.T("start.move.do"), await HasMovedAsync(page, staged)));
            }
        }

        if (page.Actor.Can(Permission.AccountsManage))
        {
            var accounts = await page.Services.GetRequiredService<IAccounts>().ListAsync(page.Aborted);
            steps.Add(new FirstStep("colleague", page.T("start.colleague"), accounts.Count > 1 ? "/admin/accounts" : "/admin/accounts/new", "user-plus", page.T(accounts.Count > 1 ? "start.colleague.see" : "start.colleague.do"), accounts.Count > 1));
        }

        if (page.Actor.Can(Permission.FirmManage))
        {
            var named = page.Settings.Title != TenantSettings.Default.Title;
            steps.Add(new FirstStep("firm", page.T("start.firm"), FirmPages.Path, "building", page.T(named ? "start.firm.see" : "start.firm.do"), named));
        }

        return steps;
    }

    private static async Task AddClientsAsync(PageContext page, List<FirstStep> steps)
    {
        var clients = NavItem.InOrder(page).Where(t => t.Has(KnownParts.Party)).ToList();
        if (clients.Count == 0)
        {
            return;
        }

        var own = await OwnClientsAsync(page, clients);
        var imports = page.Actor.Can(Permission.ContentImport);
        steps.Add(own is not null
            ? new FirstStep("clients", page.T("start.clients"), own, "users", page.T("start.clients.see"), true)
            : new FirstStep("clients", page.T("start.clients"), imports ? "/import" : $"/c/{clients[0].Id}/new", "upload", page.T(imports ? "start.clients.do" : "start.clients.type"), false));
        var planned = false;
        foreach (var type in clients.Where(t => t.Has(KnownParts.Timeline)))
        {
            planned = planned || await AnyAsync(page, type, new FieldCondition(StandardFields.NextStepOn, FilterOperator.NotEmpty, null));
        }

        steps.Add(new FirstStep("plan", page.T("start.plan"), own ?? $"/c/{clients[0].Id}", "calendar-event", page.T("start.plan.do"), planned));
    }

    /// <summary>The list of the clients that the last import brought, else of all of a type that has some of the tenant's own; null without any.</summary>
    private static async Task<string?> OwnClientsAsync(PageContext page, List<ContentType> clients)
    {
        var imports = page.Actor.Can(Permission.ContentImport) ? await page.Services.GetRequiredService<IImports>().ListAsync(20, page.Aborted) : [];
        foreach (var import in imports.Where(i => i is { DryRun: false, Act: not null, Created: > 0 }))
        {
            if (clients.Find(t => t.Id.Equals(import.Type, StringComparison.OrdinalIgnoreCase)) is { } type
                && await page.Services.GetRequiredService<IActs>().FindAsync(page.Actor, import.Act!.Value, page.Aborted) is { UndoneBy: null })
            {
                return $"/c/{type.Id}?f1=createdAct&o1=eq&v1={import.Act}";
            }
        }

        foreach (var type in clients)
        {
            if (await page.Services.GetRequiredService<ISampleRecords>().AnyOwnAsync(type.Id, page.Aborted))
            {
                return $"/c/{type.Id}";
            }
        }

        return null;
    }

    private static async Task<bool> AnyAsync(PageContext page, ContentType type, FilterNode where)
    {
        var query = new ContentQuery { Type = type.Id, Columns = [SystemFields.Id], Where = where, Limit = 1 };
        return (await page.Services.GetRequiredService<IContentReader>().QueryAsync(page.Actor, query, page.Aborted)).Rows.Count > 0;
    }

    private static async Task<bool> HasMovedAsync(PageContext page, ContentType type)
    {
        var query = new ContentQuery { Type = type.Id, Columns = [StandardFields.StageSince, SystemFields.CreatedAt], Sort = ["-" + StandardFields.StageSince], Limit = Enough };
        var rows = (await page.Services.GetRequiredService<IContentReader>().QueryAsync(page.Actor, query, page.Aborted)).Rows;
        return rows.Any(r => r.Values[0] is DateTimeOffset since && r.Values[1] is DateTimeOffset created && since > created + _atOnce);
    }
}

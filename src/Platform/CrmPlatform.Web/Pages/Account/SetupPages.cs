using CrmPlatform.Errors;
using CrmPlatform.Recipes;
using CrmPlatform.Tenants;
using CrmPlatform.Web.Errors;
using CrmPlatform.Web.Hosting;
using CrmPlatform.Web.Identity;
using CrmPlatform.Web.Setup;
using CrmPlatform.Web.Shell;
using Microsoft.AspNetCore.Antiforgery;

namespace CrmPlatform.Web.Pages.Account;

/// <summary>The first-run form and what was typed into it.</summary>
/// <param name="Fields">Error of a field (name, email, password), or of the whole under the empty name.</param>
public sealed record SetupData(
    IReadOnlyList<RecipeManifest> Recipes,
    string Name,
    string Email,
    string Recipe,
    bool Samples,
    string Currency,
    IReadOnlyDictionary<string, string> Fields);

/// <summary>First run: who the administrator is, and a recipe.</summary>
internal static class SetupPages
{
    public static async Task ShowAsync(HttpContext http)
    {
        if (!Begin(http))
        {
            return;
        }

        var page = Screens.BareContext(http);
        var recipes = await RecipesAsync(page);
        var data = new SetupData(recipes, "", "", recipes.Count > 0 ? recipes[0].Id : "", true, CultureMiddleware.CurrencyOf(http.Request, page.Culture), new Dictionary<string, string>(StringComparer.Ordinal));
        await page.View<SetupPage>(data).ExecuteAsync(http);
    }

    public static async Task RunAsync(HttpContext http)
    {
        if (!Begin(http))
        {
            return;
        }

        await http.RequestServices.GetRequiredService<IAntiforgery>().ValidateRequestAsync(http);
        var page = Screens.BareContext(http);
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        try
        {
            var request = Read(page, form);
            var tenant = await http.RequestServices.GetRequiredService<ISetup>().RunAsync(Tenant(http), request, http.RequestAborted);
            http.RequestServices.GetRequiredService<SetupAccess>().Spend();
            await SignInAsync(http, tenant, request.Email);
            await page.Go("/").ExecuteAsync(http);
        }
        catch (UserError error)
        {
            var errors = new Dictionary<string, string>(StringComparer.Ordinal) { [FieldOf(error)] = page.T(error) };
            await FindAsync(page, form, errors);
            var data = new SetupData(
                await RecipesAsync(page), form["name"].ToString(), form["email"].ToString(), form["recipe"].ToString(), form["samples"] == "true",
                form["currency"].ToString() is { Length: > 0 } currency ? currency : CultureMiddleware.CurrencyOf(http.Request, page.Culture), errors);
            await page.View<SetupPage>(data, error.Code.Status).ExecuteAsync(http);
        }
    }

    /// <summary>Whoever chose the password a moment ago need not type it again. In a scope of its own: the database is the tenant's only now.</summary>
    private static async Task SignInAsync(HttpContext http, Tenant tenant, string email)
    {
        using var entered = http.RequestServices.GetRequiredService<ITenantAccessor>().Enter(tenant);
        await using var scope = http.RequestServices.CreateAsyncScope();
        await PasswordPages.SignInAsync(scope.ServiceProvider, email);
    }

    /// <summary>True when there is something to set up, and the person may.</summary>
    private static bool Begin(HttpContext http)
    {
        if (Tenant(http).State != TenantStatus.Created)
        {
            http.Response.Redirect(http.Request.PathBase + "/");
            return false;
        }

        var access = http.RequestServices.GetRequiredService<SetupAccess>();
        if (!access.Allows(http))
        {
            throw WebErrors.SetupForbidden.With();
        }

        access.Remember(http);
        return true;
    }

    private static SetupRequest Read(PageContext page, IFormCollection form) => new()
    {
        Name = form["name"].ToString().Trim() is { Length: > 0 } name ? name : throw WebErrors.SetupNoName.With(),
        Email = form["email"].ToString().Trim(),
        Password = form["password"].ToString(),
        Recipe = form["recipe"].ToString() is { Length: > 0 } recipe ? recipe : null,
        Language = page.Culture.TwoLetterISOLanguageName,
        TimeZone = TimeZoneInfo.TryFindSystemTimeZoneById(form["zone"].ToString(), out var zone) ? zone.Id : "UTC",
        BaseCurrency = form["currency"].ToString(),
        WithSamples = form["samples"] == "true",
    };

    /// <summary>All that is wrong at once, and that the password must be typed again: it is not sent back.</summary>
    private static async Task FindAsync(PageContext page, IFormCollection form, Dictionary<string, string> errors)
    {
        if (form["name"].ToString().Trim().Length == 0)
        {
            errors.TryAdd("name", page.T(WebErrors.SetupNoName.With()));
        }

        // The password is judged by itself where the address is wrong.
        foreach (var email in new[] { form["email"].ToString().Trim(), "someone@example.com" })
        {
            try
            {
                await page.Services.GetRequiredService<IAccounts>().ValidateAsync(email, form["password"].ToString());
                break;
            }
            catch (UserError error)
            {
                errors.TryAdd(FieldOf(error), page.T(error));
            }
        }

        errors.TryAdd("password", page.T("setup.password.again"));
    }

    private static string FieldOf(UserError error) =>
        error.Id == WebErrors.SetupNoName.Id ? "name" : error.Id == WebErrors.SetupBadEmail.Id ? "email" : error.Id == WebErrors.SetupBadPassword.Id ? "password" : "";

    private static Tenant Tenant(HttpContext http) => http.RequestServices.GetRequiredService<ITenantAccessor>().Current;

    private static Task<IReadOnlyList<RecipeManifest>> RecipesAsync(PageContext page) =>
        page.Services.GetRequiredService<IRecipes>().ListAsync(page.Aborted);
}

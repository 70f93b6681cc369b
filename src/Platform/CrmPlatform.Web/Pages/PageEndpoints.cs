using System.Text.Encodings.Web;
using System.Text.Unicode;
using CrmPlatform.Content;
using CrmPlatform.Localization;
using CrmPlatform.Modules;
using CrmPlatform.Web.Errors;
using CrmPlatform.Web.Hosting;
using CrmPlatform.Web.Identity;
using CrmPlatform.Web.Pages.Account;
using CrmPlatform.Web.Pages.Admin;
using CrmPlatform.Web.Pages.Boards;
using CrmPlatform.Web.Pages.Exports;
using CrmPlatform.Web.Pages.Favourites;
using CrmPlatform.Web.Pages.Forms;
using CrmPlatform.Web.Pages.Funnels;
using CrmPlatform.Web.Pages.Handover;
using CrmPlatform.Web.Pages.Imports;
using CrmPlatform.Web.Pages.Lists;
using CrmPlatform.Web.Pages.Palette;
using CrmPlatform.Web.Pages.Merging;
using CrmPlatform.Web.Pages.Records;
using CrmPlatform.Web.Pages.Search;
using CrmPlatform.Web.Pages.Start;
using CrmPlatform.Web.Shell;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.WebEncoders;

namespace CrmPlatform.Web.Pages;

/// <summary>The screens: their services and their addresses.</summary>
public static class PageEndpoints
{
    /// <summary>What the screens need. Call before the platform's plain error pages are added.</summary>
    public static IServiceCollection AddPages(this IServiceCollection services)
    {
        services.AddSingleton<AssetUrls>();
        services.AddSingleton<Flashes>();
        services.AddSingleton<TenantWork>();
        services.AddSingleton<WorkWatch>();

        // Russian pages would double in size if each letter were an entity.
        services.Configure<WebEncoderOptions>(o => o.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        services.TryAddSingleton<IErrorPages, ErrorPages>();
        return services;
    }

    /// <summary>Maps every screen. People who are not signed in are sent to <c>/sign-in</c>.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        routes.MapGet("/setup", SetupPages.ShowAsync).AllowAnonymous();
        routes.MapPost("/setup", SetupPages.RunAsync).AllowAnonymous();
        routes.MapGet(SignInEndpoints.Path, SignInPages.ShowAsync).AllowAnonymous();
        routes.MapGet(PasswordPages.Path, PasswordPages.ShowAsync).AllowAnonymous();
        routes.MapPost(PasswordPages.Path, PasswordPages.SaveAsync).AllowAnonymous();
        routes.MapGet("/language/{culture}", ChooseLanguage).AllowAnonymous();
        MapPlaces(routes.MapGroup("").RequireAuthorization());
        MapSettings(routes.MapGroup("/admin"));
        MapImports(routes.MapGroup("").RequireAuthorization());
        MapHandover(routes.MapGroup("/c/Employee/{id:long}/handover").RequireAuthorization());
        MapContent(routes.MapGroup("/c/{type}").RequireAuthorization());
    }

    private static void MapPlaces(RouteGroupBuilder routes)
    {
        routes.MapGet("/", Screens.Show(StartPages.HomeAsync));
        routes.MapGet(StartPages.Path, Screens.Show(StartPages.ShowAsync));
        routes.MapPost(StartPages.Path, Screens.Post(StartPages.SaveAsync));
        routes.MapGet(FavouritePages.Path, Screens.Show(FavouritePages.ShowAsync));
        routes.MapPost(FavouritePages.Path, Screens.Post(FavouritePages.SaveAsync));
        routes.MapGet("/signed-in", Screens.Show(SignInPages.RenewAsync));
        routes.MapGet("/search", Screens.Show(SearchPages.ShowAsync));
        routes.MapGet("/palette", Screens.Show(PalettePages.ShowAsync));
        routes.MapGet("/lookup/{type}", Screens.Show(LookupPages.TypeAsync));
        routes.MapGet("/lookup/{type}/{field}", Screens.Show(LookupPages.FieldAsync));
        routes.MapGet(PreferencePages.Path, Screens.Show(PreferencePages.ShowAsync));
        routes.MapPost(PreferencePages.Path, Screens.Post(PreferencePages.SaveAsync));
        routes.MapGet("/lookup/{type}/{field}/new", Screens.Show(LookupPages.NewAsync));
        routes.MapGet("/bulk/{job:long}", Screens.Show(BulkPages.ProgressAsync));
        routes.MapGet("/acts", Screens.Show(ActPages.ListAsync));
        routes.MapPost("/acts/{act}/undo", Screens.Post(ActPages.UndoAsync));
        routes.MapGet("/bin", Screens.Show(BinPages.ShowAsync));
        routes.MapGet("/admin", Screens.Show(AdminPages.FeaturesAsync));
        routes.MapGet("/admin/features/{feature}", Screens.Show(AdminPages.FeatureAsync));
        routes.MapPost("/admin/features/{feature}", Screens.Post(AdminPages.SwitchAsync));
        routes.MapGet("/admin/recipes", Screens.Show(AdminPages.RecipesAsync));
        routes.MapGet("/admin/recipes/{recipe}", Screens.Show(AdminPages.RecipeAsync));
        routes.MapPost("/admin/recipes/{recipe}", Screens.Post(AdminPages.ApplyRecipeAsync));
        routes.MapGet(SamplePages.Path, Screens.Show(SamplePages.ShowAsync));
        routes.MapPost(SamplePages.Path, Screens.Post(SamplePages.RemoveAsync));
        routes.MapGet("/admin/health", Screens.Show(AdminPages.HealthAsync));
    }

    /// <summary>Settings that have a right of their own.</summary>
    private static void MapSettings(RouteGroupBuilder routes)
    {
        routes.MapGet("/accounts", Screens.Show(AccountPages.ListAsync)).RequireRight(Permission.AccountsManage);
        routes.MapGet("/accounts/new", Screens.Show(AccountPages.NewAsync)).RequireRight(Permission.AccountsManage);
        routes.MapPost("/accounts/new", Screens.Post(AccountPages.AddAsync)).RequireRight(Permission.AccountsManage);
        routes.MapGet("/accounts/{account:long}", Screens.Show(AccountPages.ShowAsync)).RequireRight(Permission.AccountsManage);
        routes.MapPost("/accounts/{account:long}", Screens.Post(AccountPages.SaveAsync)).RequireRight(Permission.AccountsManage);
        routes.MapPost("/accounts/{account:long}/disable", Screens.Post(AccountPages.DisableAsync)).RequireRight(Permission.AccountsManage);
        routes.MapGet("/firm", Screens.Show(FirmPages.ShowAsync)).RequireRight(Permission.FirmManage);
        routes.MapPost("/firm", Screens.Post(FirmPages.SaveAsync)).RequireRight(Permission.FirmManage);
        routes.MapGet("/rates", Screens.Show(RatePages.ShowAsync)).RequireRight(Permission.RatesManage);
        routes.MapPost("/rates", Screens.Post(RatePages.SetAsync)).RequireRight(Permission.RatesManage);
        routes.MapPost("/rates/remove", Screens.Post(RatePages.RemoveAsync)).RequireRight(Permission.RatesManage);
    }

    private static void MapHandover(RouteGroupBuilder routes)
    {
        routes.MapGet("", Screens.Show(HandoverPages.ShowAsync)).RequireRight(Permission.ContentHandover);
        routes.MapPost("", Screens.Post(HandoverPages.RunAsync)).RequireRight(Permission.ContentHandover);
    }

    private static void MapImports(RouteGroupBuilder routes)
    {
        routes.MapGet("/import", Screens.Show(ImportPages.ChooseAsync)).RequireRight(Permission.ContentImport);
        routes.MapPost("/import", ImportPages.UploadAsync).RequireRight(Permission.ContentImport);
        routes.MapGet("/import/{draft}", Screens.Show(ImportPages.MapAsync)).RequireRight(Permission.ContentImport);
        routes.MapPost("/import/{draft}", Screens.Post(ImportPages.SaveAsync)).RequireRight(Permission.ContentImport);
        routes.MapGet("/import/{draft}/mapping", Screens.Show(ImportPages.MappingFileAsync)).RequireRight(Permission.ContentImport);
        routes.MapGet("/imports/{import}", Screens.Show(ImportPages.RunAsync));
        routes.MapGet("/imports/{import}/errors", Screens.Show(ActPages.ErrorsAsync)).RequireRight(Permission.ContentImport);
    }

    /// <summary>Records of a type together: lists, boards, funnels, and what is done to many.</summary>
    private static void MapContent(RouteGroupBuilder routes)
    {
        routes.MapGet("", Screens.Show(ListPages.ShowAsync));
        routes.MapGet("/export/{format}", Screens.Show(ExportPages.ExportAsync)).RequireRight(Permission.ContentExport);
        routes.MapGet("/duplicates", Screens.Show(MergePages.DuplicatesAsync));
        routes.MapGet("/merge", Screens.Show(MergePages.AskAsync));
        routes.MapPost("/merge", Screens.Post(MergePages.MergeAsync));
        routes.MapGet("/count", Screens.Show(ListPages.CountAsync));
        routes.MapGet("/filter", Screens.Show(ListPages.FilterAsync));
        routes.MapGet("/totals", Screens.Show(ListPages.TotalsAsync));
        routes.MapGet("/display", Screens.Show(DisplayPages.ShowAsync));
        routes.MapPost("/display", Screens.Post(DisplayPages.SaveAsync));
        routes.MapPost("/widths", Screens.Post(DisplayPages.WidthsAsync));
        routes.MapPost("/views", Screens.Post(ViewPages.SaveAsync));
        routes.MapPost("/bulk", Screens.Post(BulkPages.AskAsync));
        routes.MapPost("/bulk/export/{format}", Screens.Post(BulkPages.ExportAsync)).RequireRight(Permission.ContentExport);
        routes.MapPost("/bulk/run", Screens.Post(BulkPages.RunAsync));
        routes.MapGet("/{id:long}/cell/{field}", Screens.Show(CellPages.ShowAsync));
        routes.MapPost("/{id:long}/cell/{field}", Screens.Post(CellPages.SaveAsync));
        routes.MapGet("/board/{pipeline}", Screens.Show(BoardPages.ShowAsync));
        routes.MapGet("/board/{pipeline}/filter", Screens.Show(BoardPages.FilterAsync));
        routes.MapPost("/board/{pipeline}/fold", Screens.Post(BoardPages.FoldAsync));
        routes.MapGet("/board/{pipeline}/lanes/{stage}", Screens.Show(BoardPages.LaneAsync));
        routes.MapGet("/board/{pipeline}/add/{stage}", Screens.Show(QuickAdd.ShowAsync));
        routes.MapPost("/board/{pipeline}/add/{stage}", Screens.Post(QuickAdd.CreateAsync));
        routes.MapGet("/funnel/{pipeline}", Screens.Show(FunnelPages.ShowAsync));
        MapRecords(routes);
    }

    /// <summary>One record.</summary>
    private static void MapRecords(RouteGroupBuilder routes)
    {
        routes.MapGet("/new", Screens.Show(FormPages.NewAsync));
        routes.MapPost("/new", Screens.Post(FormPages.CreateAsync));
        routes.MapPost("/new/fields", Screens.Post(FormPages.FieldsAsync));
        routes.MapPost("/new/same", Screens.Post(SamePages.ShowAsync));
        routes.MapPost("/{id:long}/edit/same", Screens.Post(SamePages.ShowAsync));
        routes.MapGet("/{id:long}", Screens.Show(RecordPages.ShowAsync));
        routes.MapGet("/{id:long}/peek", Screens.Show(Peek.ShowAsync));
        routes.MapGet("/{id:long}/add/{other}/{field}", Screens.Show(RelatedAdd.ShowAsync));
        routes.MapPost("/{id:long}/add/{other}/{field}", Screens.Post(RelatedAdd.CreateAsync));
        routes.MapGet("/{id:long}/history/{field}", Screens.Show(RecordPages.ValueHistoryAsync));
        routes.MapGet("/{id:long}/edit", Screens.Show(FormPages.EditAsync));
        routes.MapPost("/{id:long}/edit", Screens.Post(FormPages.SaveAsync));
        routes.MapPost("/{id:long}/edit/fields", Screens.Post(FormPages.FieldsAsync));
        routes.MapGet("/{id:long}/stage", Screens.Show(StagePages.AskAsync));
        routes.MapPost("/{id:long}/stage", Screens.Post(StagePages.MoveAsync));
        routes.MapPost("/{id:long}/next-step", Screens.Post(RecordPages.NextStepAsync));
        routes.MapPost("/{id:long}/delete", Screens.Post(RecordPages.DeleteAsync));
        routes.MapPost("/{id:long}/restore", Screens.Post(RecordPages.RestoreAsync));
        routes.MapPost("/{id:long}/purge", Screens.Post(RecordPages.PurgeAsync));
    }

    /// <summary>Before there is an account, the language is a link.</summary>
    private static Task ChooseLanguage(HttpContext http)
    {
        var culture = http.Request.RouteValues["culture"] as string;
        if (http.RequestServices.GetRequiredService<ITexts>().Cultures.Any(c => c.Name == culture))
        {
            http.Response.Cookies.Append(CultureMiddleware.Cookie, culture!, Preferences.Lasting(http));
        }

        http.Response.Redirect(SignInEndpoints.LocalReturn(http, http.Request.Query["returnUrl"]));
        return Task.CompletedTask;
    }
}

using System.Net;
using System.Net.Http.Headers;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Host;
using CrmPlatform.Recipes;
using CrmPlatform.Tenants;
using CrmPlatform.Web.Hosting;
using CrmPlatform.Web.Identity;
using CrmPlatform.Web.Setup;

namespace CrmPlatform.EndToEnd.Tests.Support;

/// <summary>
/// The real host in this process: Kestrel on a free port of 127.0.0.1, data in a folder of its own, SQLite or a PostgreSQL
/// database of its own. Everything is removed at the end.
/// </summary>
public sealed class TestHost : IAsyncDisposable
{
    public const string Email = "anna@example.com";
    public const string Password = "correct horse battery";
    private readonly TestDatabase? _database;
    private readonly bool _ownsData;
    private WebApplication _app;

    private TestHost(string data, bool ownsData, DatabaseKind kind, TestDatabase? database, WebApplication app)
    {
        DataDirectory = data;
        _ownsData = ownsData;
        Kind = kind;
        _database = database;
        _app = app;
    }

    public DatabaseKind Kind { get; }

    public string DataDirectory { get; }

    /// <summary>With a slash at the end.</summary>
    public Uri Address { get; private set; } = null!;

    public IServiceProvider Services => _app.Services;

    /// <summary>PostgreSQL: the connection of the test's database.</summary>
    public string? Connection => _database?.Connection;

    /// <summary>Starts a host whose default tenant is not set up.</summary>
    /// <param name="kind">Null: <see cref="TestDatabase.Usual"/>.</param>
    public static async Task<TestHost> StartEmptyAsync(DatabaseKind? kind = null, Action<WebApplicationBuilder>? configure = null, string? data = null)
    {
        var wanted = kind ?? TestDatabase.Usual;
        var database = await TestDatabase.CreateAsync(wanted);
        var directory = data ?? Directory.CreateTempSubdirectory("crm-e2e-").FullName;
        var host = new TestHost(directory, data is null, wanted, database, Build(directory, configure));
        await host.ListenAsync();
        return host;
    }

    /// <summary>Starts a host and sets up its default tenant.</summary>
    public static async Task<TestHost> StartAsync(
        DatabaseKind? kind = null, string? recipe = "b2b-sales", bool withSamples = false, Action<WebApplicationBuilder>? configure = null)
    {
        var host = await StartEmptyAsync(kind, configure);
        await host.SetUpAsync(recipe: recipe, withSamples: withSamples);
        return host;
    }

    /// <summary>Sets up a tenant with <see cref="Email"/> and <see cref="Password"/> as its Administrator; creates it first if need be.</summary>
    public async Task<Tenant> SetUpAsync(string tenant = Tenant.DefaultName, string? recipe = "b2b-sales", bool withSamples = false, string language = "en")
    {
        var store = Services.GetRequiredService<ITenantStore>();
        var found = await store.FindAsync(tenant, CancellationToken.None);
        if (found is null)
        {
            found = new Tenant(tenant, null, DatabaseKind.Sqlite, null, null, TenantStatus.Created);
            await store.CreateAsync(found, CancellationToken.None);
            Services.GetRequiredService<CrmPlatform.Web.Tenants.TenantDirectory>().Refresh();
        }

        using var entered = Services.GetRequiredService<ITenantAccessor>().Enter(found);
        await using var scope = Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ISetup>().RunAsync(
            found,
            new SetupRequest
            {
                Recipe = recipe,
                Email = Email,
                Password = Password,
                Name = "Anna Example",
                Language = language,
                Database = Kind,
                Connection = Connection,
                WithSamples = withSamples,
            },
            CancellationToken.None);
    }

    /// <summary>A client without credentials, with a cookie jar; it does not follow redirects. Its base is the tenant's root.</summary>
    public HttpClient Anonymous(string tenant = Tenant.DefaultName)
    {
        var handler = new HttpClientHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false };
        return new HttpClient(handler) { BaseAddress = RootOf(tenant) };
    }

    /// <summary>A client that carries an API key of the account.</summary>
    public async Task<HttpClient> WithKeyAsync(string tenant = Tenant.DefaultName, string email = Email)
    {
        var client = new HttpClient { BaseAddress = RootOf(tenant) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await CreateKeyAsync(tenant, email));
        return client;
    }

    public Task<string> CreateKeyAsync(string tenant = Tenant.DefaultName, string email = Email) => InTenantAsync(tenant, async services =>
    {
        var accounts = services.GetRequiredService<IAccounts>();
        var account = await accounts.FindByEmailAsync(email, CancellationToken.None);
        return await accounts.CreateKeyAsync(account!, "test", CancellationToken.None);
    });

    /// <summary>Creates an account with a role, or leaves it as it is.</summary>
    public Task<AccountSnapshot> CreateAccountAsync(string email, string role, string tenant = Tenant.DefaultName) =>
        InTenantAsync(tenant, services => services.GetRequiredService<IAccounts>().EnsureAsync(
            new NewAccount(email, Password, null, null, [role]), CancellationToken.None));

    /// <summary>Lays a role over the tenant's model, as its administrator would.</summary>
    public Task<bool> GiveRoleAsync(RoleDefinition role) => LayOverAsync(new Layer { Id = "tenant", Roles = [role] });

    /// <summary>The tenant's own layer, in the place of the one before.</summary>
    public Task<bool> LayOverAsync(Layer own) => InTenantAsync(async services =>
    {
        var tenant = services.GetRequiredService<ITenantAccessor>().Current;
        var store = services.GetRequiredService<ITenantStateStore>();
        var stored = (await store.LoadAsync(tenant, CancellationToken.None))!;
        var model = (await services.GetRequiredService<ITenantStates>().GetAsync(CancellationToken.None)).Model;
        await store.SaveAsync(tenant, stored with { Own = own }, model, stored.Stamp, CancellationToken.None);
        return true;
    });

    /// <summary>A client with the sign-in cookie, got through the sign-in form as a browser would.</summary>
    public async Task<HttpClient> SignInAsync(string email = Email, string password = Password, string tenant = Tenant.DefaultName)
    {
        var client = Anonymous(tenant);
        using var answer = await PostSignInAsync(client, email, password);
        if (answer.StatusCode != HttpStatusCode.Found || answer.Headers.Location!.OriginalString.Contains("error=", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"Sign-in failed: {(int)answer.StatusCode} {answer.Headers.Location}");
        }

        return client;
    }

    /// <summary>Opens the sign-in page and sends its form.</summary>
    public static async Task<HttpResponseMessage> PostSignInAsync(HttpClient client, string email, string password, string? returnUrl = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        var page = await client.GetStringAsync(new Uri("sign-in", UriKind.Relative), CancellationToken.None);
        var fields = new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = FormToken.In(page),
            ["email"] = email,
            ["password"] = password,
        };
        if (returnUrl is not null)
        {
            fields["returnUrl"] = returnUrl;
        }

        using var form = new FormUrlEncodedContent(fields);
        return await client.PostAsync(new Uri("sign-in", UriKind.Relative), form, CancellationToken.None);
    }

    /// <summary>Runs something as the platform, in a scope of its own, with the tenant entered.</summary>
    public async Task<T> InTenantAsync<T>(string tenant, Func<IServiceProvider, Task<T>> run)
    {
        var found = await Services.GetRequiredService<ITenantStore>().FindAsync(tenant, CancellationToken.None);
        using var entered = Services.GetRequiredService<ITenantAccessor>().Enter(found!);
        await using var scope = Services.CreateAsyncScope();
        return await run(scope.ServiceProvider);
    }

    public Task<T> InTenantAsync<T>(Func<IServiceProvider, Task<T>> run) => InTenantAsync(Tenant.DefaultName, run);

    /// <summary>Stops the host and starts another on the same data.</summary>
    public async Task RestartAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        _app = Build(DataDirectory, null);
        await ListenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        // As a server stops: what still works behind the pages comes to a halt before its files go.
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }

        if (_ownsData)
        {
            Directory.Delete(DataDirectory, recursive: true);
        }
    }

    public Uri RootOf(string tenant) => tenant == Tenant.DefaultName ? Address : new Uri(Address, $"t/{tenant}/");

    private static WebApplication Build(string data, Action<WebApplicationBuilder>? configure) =>
        WebServer.Build(data, "http://127.0.0.1:0", BuiltInModules.All, builder =>
        {
            builder.Logging.ClearProviders();
            builder.Logging.AddProvider(new FaultLog());
            configure?.Invoke(builder);
        });

    private async Task ListenAsync()
    {
        await _app.StartAsync(CancellationToken.None);
        Address = new Uri(_app.Urls.First() + "/");
    }
}

using System.Net;
using CrmPlatform.Content;
using CrmPlatform.EndToEnd.Tests.Support;
using CrmPlatform.Recipes;
using Xunit;

namespace CrmPlatform.EndToEnd.Tests.Hosting;

/// <summary>A module of others, dropped into a folder: nothing of it is there until its feature is on.</summary>
public sealed class ModuleTests : IAsyncLifetime
{
    private readonly string _modules = Directory.CreateTempSubdirectory("crm-modules-").FullName;
    private TestHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        CopySample();
        _host = await TestHost.StartAsync(configure: builder => builder.Configuration["Platform:ModuleFolders:0"] = _modules);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        Directory.Delete(_modules, recursive: true);
    }

    [Fact]
    public async Task Its_endpoints_and_types_answer_where_its_feature_is_on_and_are_absent_where_it_is_off()
    {
        using var client = await _host.WithKeyAsync();
        client.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        var contact = await client.CreateAsync("Contact", """{"firstName":"Anna","lastName":"Example"}""");
        await NotThereAsync(client, $"acme.loyalty/points/{contact}");
        Assert.Equal("content.unknown-type", (await client.FetchAsync("api/content/AcmeCard")).Json.Id());

        await SwitchAsync(on: true);
        var (status, points, _) = await client.FetchAsync($"acme.loyalty/points/{contact}");
        Assert.Equal((HttpStatusCode.OK, 0), (status, points.GetProperty("points").GetInt32()));
        Assert.Equal(HttpStatusCode.OK, (await client.FetchAsync("api/content/AcmeCard")).Status);

        using var anonymous = _host.Anonymous();
        anonymous.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        using var sent = await anonymous.GetAsync(new Uri($"acme.loyalty/points/{contact}", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.StartsWith("/sign-in", sent.Headers.Location!.PathAndQuery, StringComparison.Ordinal);

        await SwitchAsync(on: false);
        await NotThereAsync(client, $"acme.loyalty/points/{contact}");
    }

    /// <summary>By gating, and not because its type is missing, which answers 404 too.</summary>
    private static async Task NotThereAsync(HttpClient client, string path)
    {
        var (status, problem, _) = await client.FetchAsync(path);
        Assert.Equal((HttpStatusCode.NotFound, "web.not-found"), (status, problem.Id()));
    }

    private Task<IReadOnlyList<string>> SwitchAsync(bool on) => _host.InTenantAsync(async services =>
    {
        var features = services.GetRequiredService<IFeatures>();
        return on
            ? await features.EnableAsync(Actor.System, ["Acme.Loyalty"], TestContext.Current.CancellationToken)
            : await features.DisableAsync(Actor.System, "Acme.Loyalty", TestContext.Current.CancellationToken);
    });

    /// <summary>As it was built beside these tests: <c>artifacts/bin/{project}/{configuration}</c>.</summary>
    private void CopySample()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var built = Path.Combine(own.Parent!.Parent!.FullName, "Acme.Loyalty", own.Name);
        var target = Directory.CreateDirectory(Path.Combine(_modules, "Acme.Loyalty")).FullName;
        foreach (var file in Directory.EnumerateFiles(built))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }
    }
}

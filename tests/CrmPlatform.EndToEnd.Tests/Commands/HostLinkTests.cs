using System.Globalization;
using System.Net;
using CrmPlatform.EndToEnd.Tests.Api;
using CrmPlatform.EndToEnd.Tests.Support;
using CrmPlatform.Web.Hosting;
using Xunit;

namespace CrmPlatform.EndToEnd.Tests.Commands;

/// <summary>How commands and the host on one data directory find each other, and who else may not.</summary>
public sealed class HostLinkTests(SqliteApiHost api) : IClassFixture<SqliteApiHost>
{
    private readonly TestHost _host = api.Host;

    [Fact]
    public async Task Standard_input_reaches_the_host_and_its_answer_comes_back()
    {
        var run = await CommandRun.OfAsync(_host.DataDirectory, ["query", "-"], """{"type":"Team","aggregates":[{"fn":"count"}]}""");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(0, run.Json.GetProperty("rows")[0].GetProperty("count").GetInt64());
    }

    [Fact]
    public async Task A_second_host_on_the_directory_is_refused_naming_the_first()
    {
        var run = await CommandRun.OfAsync(_host.DataDirectory, ["serve", "--urls", "http://127.0.0.1:0"]);
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("storage.busy:", run.Error, StringComparison.Ordinal);
        Assert.Contains(Environment.ProcessId.ToString(CultureInfo.InvariantCulture), run.Error, StringComparison.Ordinal);
        Assert.Equal("", run.Out);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said_in_one_sentence()
    {
        var data = Directory.CreateTempSubdirectory("crm-port-").FullName;
        try
        {
            var run = await CommandRun.OfAsync(data, ["serve", "--urls", _host.Address.GetLeftPart(UriPartial.Authority)]);
            Assert.Equal((1, ""), (run.ExitCode, run.Out));
            Assert.StartsWith("host.address-in-use:", run.Error, StringComparison.Ordinal);
            Assert.Single(run.Error.Trim().Split('\n'));
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    [Theory]
    [InlineData("acts")]
    [InlineData("query", "-")]
    [InlineData("feature", "list")]
    [InlineData("tenant", "backup")]
    public async Task Who_looks_where_nothing_is_set_up_is_told_so_and_leaves_nothing_behind(params string[] args)
    {
        var data = Directory.CreateTempSubdirectory("crm-nothing-").FullName;
        try
        {
            var run = await CommandRun.HereAsync(data, args);
            Assert.Equal((1, ""), (run.ExitCode, run.Out));
            Assert.StartsWith("tenant.not-set-up:", run.Error, StringComparison.Ordinal);
            Assert.Equal(0, (await CommandRun.HereAsync(data, "recipe", "list")).ExitCode);
            Assert.Equal(0, (await CommandRun.HereAsync(data, "tenant", "list")).ExitCode);
            Assert.Empty(Directory.EnumerateFileSystemEntries(data));
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    [Fact]
    public async Task Without_the_secret_the_command_endpoint_is_not_there()
    {
        using var client = _host.Anonymous();
        foreach (var secret in new[] { "", "wrong" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "_host/command");
            request.Headers.Add("Crm-Host-Secret", secret);
            request.Content = JsonContent.Create(new { args = new[] { "acts" }, workingDirectory = "/", culture = "en" });
            using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    [Fact]
    public async Task The_note_for_commands_and_the_master_key_are_for_the_hosts_user_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }

        // The master key is made when the first form is.
        using var client = await _host.SignInAsync();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(HostLink.PathIn(_host.DataDirectory)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_host.DataDirectory, "keys", "master.key")));
    }

    [Fact]
    public async Task The_note_of_a_dead_host_is_ignored()
    {
        var data = Directory.CreateTempSubdirectory("crm-dead-").FullName;
        try
        {
            // No process has this number, and nobody listens there.
            new HostLink(int.MaxValue, "http://127.0.0.1:9", "x").Write(data);
            var dead = await CommandRun.OfAsync(data, ["tenant", "list"]);
            Assert.True(dead.ExitCode == 0, dead.Error);

            // The number was given to another program meanwhile: this one.
            new HostLink(Environment.ProcessId, "http://127.0.0.1:9", "x").Write(data);
            var reused = await CommandRun.OfAsync(data, ["tenant", "list"]);
            Assert.True(reused.ExitCode == 0, reused.Error);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }
}

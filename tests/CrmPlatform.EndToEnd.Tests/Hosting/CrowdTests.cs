using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using CrmPlatform.EndToEnd.Tests.Pages;
using CrmPlatform.EndToEnd.Tests.Support;
using CrmPlatform.Tenants;
using Xunit;

namespace CrmPlatform.EndToEnd.Tests.Hosting;

/// <summary>
/// People at work at once, some of whom leave before the answer is there: lists, imports whose choices overtake each other, edits,
/// undo, bulk acts, exports, while features are switched and views are saved. More of it: <c>CRM_TEST_CROWD</c>, jobs per person.
/// </summary>
public sealed partial class CrowdTests
{
    private const int People = 6;

    private static readonly string[] _pages =
    [
        "", "c/Deal?view=deals.all", "c/Deal?view=deals.all&group=stage", "c/Company?q=comp", "c/Deal/count", "c/Deal/totals?view=deals.all", "c/Deal/board/sales", "c/Deal/funnel/sales",
        "c/Deal?view=deals.all&f1=amount&o1=gt&v1=1500&f2=company.kind&o2=in&v2=customer&filter=1", "c/Deal?view=deals.all&display=1", "c/Deal/export/csv", "c/Company/export/xlsx",
        "my-day", "calendar", "acts", "bin", "admin", "palette?q=com", "notifications", "c/Contact/duplicates", "favourites", "start", "search?q=deal", "openapi/v1.json",
    ];

    private static int Jobs => int.TryParse(Environment.GetEnvironmentVariable("CRM_TEST_CROWD"), CultureInfo.InvariantCulture, out var jobs) ? jobs : 16;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Nobody_in_a_crowd_meets_a_fault_of_ours(DatabaseKind kind)
    {
        TestDatabase.SkipWithout(kind);
        using var log = new FaultList();
        var statuses = new List<HttpStatusCode>();
        await using (var host = await TestHost.StartAsync(kind, withSamples: true, configure: builder => builder.Logging.AddProvider(log)))
        {
            var owner = await Sales.Of(host).CreateAsync("Employee", ("name", "Vera Lind"));
            var people = await Task.WhenAll(Enumerable.Range(0, People).Select(async i => new Person(await host.SignInAsync(), owner, seed: i)));
            await Task.WhenAll(people.Select(p => Task.Run(() => p.WorkAsync(Jobs), TestContext.Current.CancellationToken)));
            statuses.AddRange(people.SelectMany(p => p.Statuses));
            Array.ForEach(people, p => p.Dispose());
        }

        Assert.Empty(log.Faults);
        Assert.DoesNotContain(HttpStatusCode.InternalServerError, statuses);
        Assert.Contains(HttpStatusCode.Found, statuses);
    }

    private sealed partial class Person(HttpClient client, long owner, int seed) : IDisposable
    {
        private readonly Random _random = new(seed);
        private CancellationToken _patience;

        public List<HttpStatusCode> Statuses { get; } = [];

        public void Dispose() => client.Dispose();

        public async Task WorkAsync(int jobs)
        {
            Func<Task>[] kinds = [LookAsync, LookAsync, LookAsync, ImportAsync, EditAsync, UndoAsync, GiveAsync, SwitchAsync, KeepViewAsync, CreateAsync, MoveAsync];
            for (var i = 0; i < jobs; i++)
            {
                // Every fifth leaves, sooner or later.
                using var leaves = new CancellationTokenSource(_random.Next(5) == 0 ? _random.Next(5, 150) : 120_000);
                _patience = leaves.Token;
                try
                {
                    await kinds[_random.Next(kinds.Length)]();
                }
                catch (Exception gone) when (gone is OperationCanceledException or HttpRequestException && leaves.IsCancellationRequested)
                {
                    // Nobody waits for the answer.
                }
            }
        }

        private async Task LookAsync() => await GetAsync(_pages[_random.Next(_pages.Length)]);

        private async Task ImportAsync()
        {
            using var file = new MultipartFormDataContent
            {
                { new StringContent(FormToken.In(await GetAsync("import"))), "__RequestVerificationToken" },
                { new StringContent("Company"), "type" },
                { new StringContent($"Name,Hint\n{string.Join('\n', Enumerable.Range(0, 100).Select(i => $"Imported {_random.Next()} {i},said so"))}"), "file", "crowd.csv" },
            };
            if (await PostAsync("import", file) is not { } draft)
            {
                return;
            }

            var token = FormToken.In(await GetAsync(draft));
            await Task.WhenAll(Enumerable.Range(0, 4).Select(i => ChooseAsync(draft, token, i)));
            await PostAsync(draft, Form(token, ("t0", "name"), ("t1", "description"), ("do", "import")));
        }

        /// <summary>The page gives up on a choice as soon as the next is made.</summary>
        private async Task ChooseAsync(string draft, string token, int choice)
        {
            using var overtaken = new CancellationTokenSource(_random.Next(3, 400));
            using var request = new HttpRequestMessage(HttpMethod.Post, draft)
            {
                Content = Form(token, ("t0", "name"), ("t1", choice % 2 == 0 ? "description" : ""), ("date", "dd.MM.yyyy"), ("encoding", choice % 2 == 0 ? "utf-8" : "windows-1251")),
            };
            request.Headers.Add("HX-Request", "true");
            try
            {
                using var answer = await client.SendAsync(request, overtaken.Token);
                Note(answer.StatusCode);
            }
            catch (OperationCanceledException)
            {
                // As it was meant.
            }
        }

        private async Task EditAsync()
        {
            var record = await AnyAsync("c/Deal?view=deals.all", "data-id=\"(?<found>[0-9]+)\"");
            var cell = await GetAsync($"c/Deal/{record}/cell/name", fragment: true);
            await PostAsync($"c/Deal/{record}/cell/name", Form(FormToken.In(cell), ("~version", FormToken.Named(cell, "~version")), ("~was", FormToken.Named(cell, "~was")), ("name", $"Deal {_random.Next()}")));
        }

        private async Task UndoAsync()
        {
            if (await AnyAsync("acts", "/acts/(?<found>[0-9]+)/undo") is { } act)
            {
                await PostAsync($"acts/{act}/undo", Form(FormToken.In(await GetAsync("acts")), ("back", "/acts"), ("partially", "true")));
            }
        }

        private async Task GiveAsync()
        {
            var token = FormToken.In(await GetAsync("preferences"));
            using var request = new HttpRequestMessage(HttpMethod.Post, "c/Deal/bulk") { Content = Form(token, ("do", "owner"), ("all", "1")) };
            request.Headers.Add("HX-Request", "true");
            using var asked = await client.SendAsync(request, _patience);
            Note(asked.StatusCode);
            var question = await asked.Content.ReadAsStringAsync(_patience);
            await PostAsync("c/Deal/bulk/run", Form(token, ("do", "owner"), ("all", "1"), ("~token", FormToken.Named(question, "~token")), ("owner", owner.ToString(CultureInfo.InvariantCulture))));
        }

        private async Task SwitchAsync()
        {
            var page = await GetAsync("admin/features/Crm.Notifications");
            await PostAsync("admin/features/Crm.Notifications", Form(FormToken.In(page), ("on", FormToken.Named(page, "on"))));
        }

        private async Task KeepViewAsync()
        {
            var token = FormToken.In(await GetAsync("preferences"));
            await PostAsync("c/Deal/views", Form(token, ("do", "new"), ("name", $"View {_random.Next(20)}"), ("shared", "true"), ("~state", "view=deals.all&own=1&f1=amount&o1=gt&v1=5")));
            await PostAsync("c/Deal/widths", Form(token, ("w.name", "210"), ("~state", "view=deals.all")));
        }

        private async Task CreateAsync()
        {
            var page = await GetAsync("c/Company/new");
            await PostAsync("c/Company/new", Form(FormToken.In(page), ("~token", FormToken.Named(page, "~token")), ("name", $"New {_random.Next()}")));
        }

        private async Task MoveAsync()
        {
            var record = await AnyAsync("c/Deal/board/sales", "data-id=\"(?<found>[0-9]+)\"");
            await PostAsync($"c/Deal/{record}/stage", Form(FormToken.In(await GetAsync($"c/Deal/{record}")), ("to", _random.Next(2) == 0 ? "engaging" : "prospecting")));
        }

        private async Task<string?> AnyAsync(string path, string pattern)
        {
            var found = Regex.Matches(await GetAsync(path), pattern, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
            return found.Count == 0 ? null : found[_random.Next(found.Count)].Groups["found"].Value;
        }

        private async Task<string> GetAsync(string path, bool fragment = false)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            if (fragment)
            {
                request.Headers.Add("HX-Request", "true");
            }

            using var answer = await client.SendAsync(request, _patience);
            Note(answer.StatusCode);
            return await answer.Content.ReadAsStringAsync(_patience);
        }

        /// <summary>Where it leads, if it leads on.</summary>
        private async Task<string?> PostAsync(string path, HttpContent content)
        {
            using (content)
            {
                using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), content, _patience);
                Note(answer.StatusCode);
                return answer.Headers.Location?.OriginalString.TrimStart('/');
            }
        }

        private void Note(HttpStatusCode status)
        {
            lock (Statuses)
            {
                Statuses.Add(status);
            }
        }

        private static FormUrlEncodedContent Form(string token, params (string Name, string Value)[] fields) =>
            new([new("__RequestVerificationToken", token), .. fields.Select(f => new KeyValuePair<string, string>(f.Name, f.Value))]);
    }
}

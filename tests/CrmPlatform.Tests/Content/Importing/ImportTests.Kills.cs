using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Importing;
using CrmPlatform.Errors;
using Xunit;

namespace CrmPlatform.Tests.Content.Importing;

/// <summary>Processes that die, people who stop an import, and files that are too big for memory.</summary>
public abstract partial class ImportTests
{
    private static string Many => Head + string.Concat(Enumerable.Range(0, 600).Select(i => (i % 50) switch
    {
        7 => $"Firm {i},nonsense,,,,,\n",
        9 => $"Firm {i},,,,,{(i < 300 ? $"Firm {i + 255}" : "Ghost")},Land {i % 5}\n",
        _ => $"Firm {i},retail,{i},,f{i}@x.example,,Land {i % 5}\n",
    }));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 3)]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    [InlineData(2, 3)]
    [InlineData(3, 1)]
    [InlineData(3, 2)]
    [InlineData(3, 4)]
    public async Task A_kill_at_any_step_neither_loses_nor_doubles_a_row(int step, int slice)
    {
        await using var tenant = await ImportTenant.CreateAsync(Database);
        var import = await tenant.StartAsync(Many, Firms);
        tenant.Faults.Plan((Death)step, slice);
        await Assert.ThrowsAsync<KilledException>(() => tenant.Get<IImports>().RunAsync(import, null, Token));
        await tenant.RestartAsync();
        await tenant.Get<IImports>().ResumeAsync(Token);
        var done = (await tenant.Get<IImports>().FindAsync(import, Token))!;

        Assert.Equal((ImportState.Done, 600, 588 - 6, 0, 12 + 6), (done.State, done.Read, done.Created, done.Updated + done.Unchanged, done.Refused));
        var names = await tenant.QueryAsync("Firm", "name");
        Assert.Equal(names.Count, names.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(done.Created, names.Count);
        Assert.Equal(5, await tenant.CountAsync("Country"));
        var errors = (await tenant.ErrorsAsync(done)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(1 + done.Refused, errors.Length);
        Assert.Equal(errors.Length, errors.Distinct(StringComparer.Ordinal).Count());
        Assert.Single(await tenant.Get<IActs>().ListAsync(Actor.System, 10, null, Token));
        Assert.Empty((await tenant.Get<IActs>().UndoAsync(Actor.System, done.Act!.Value, false, Token)).Blocked);
        Assert.Equal(0, await tenant.CountAsync("Firm"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_slice_that_fails_when_it_is_stored_leaves_the_others_whole(int slice)
    {
        await using var tenant = await ImportTenant.CreateAsync(Database);
        var import = await tenant.StartAsync(Many, Firms);
        tenant.Faults.Plan(Death.BeforeTheCommit, slice, PlatformErrors.NotFound.With(("type", "Firm"), ("id", 1)));
        var done = await tenant.Get<IImports>().RunAsync(import, null, Token);

        Assert.Equal((ImportState.Done, 600, 582, 18), (done.State, done.Read, done.Created, done.Refused));
        Assert.Equal(582, (await tenant.QueryAsync("Firm", "name")).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(5, await tenant.CountAsync("Country"));
        Assert.Single(await tenant.Get<IActs>().ListAsync(Actor.System, 10, null, Token));
    }

    [Fact]
    public async Task A_dry_run_that_was_killed_begins_again()
    {
        await using var tenant = await ImportTenant.CreateAsync(Database);
        var import = await tenant.StartAsync(Many, Firms, dryRun: true);
        tenant.Faults.Plan(Death.BeforeTheSlice, 3);
        await Assert.ThrowsAsync<KilledException>(() => tenant.Get<IImports>().RunAsync(import, null, Token));
        await tenant.RestartAsync();
        await tenant.Get<IImports>().ResumeAsync(Token);
        var done = (await tenant.Get<IImports>().FindAsync(import, Token))!;

        Assert.Equal((ImportState.Done, 600, 582, 18), (done.State, done.Read, done.Created, done.Refused));
        Assert.Equal(0, await tenant.CountAsync("Firm"));
    }

    [Fact]
    public async Task An_import_that_was_stopped_goes_on_where_it_stood()
    {
        await using var tenant = await ImportTenant.CreateAsync(Database);
        var import = await tenant.StartAsync(Many, Firms);
        using var stop = new CancellationTokenSource();
        var seen = new List<int>();
        var watch = new ImportWatch(p =>
        {
            seen.Add(p.Percent);
            if (p.Read >= 200)
            {
                stop.Cancel();
            }
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => tenant.Get<IImports>().RunAsync(import, watch, stop.Token));
        var stopped = (await tenant.Get<IImports>().FindAsync(import, Token))!;
        Assert.Equal(ImportState.Running, stopped.State);
        Assert.InRange(await tenant.CountAsync("Firm"), 1, 581);

        var done = await tenant.Get<IImports>().RunAsync(import, watch, Token);
        Assert.Equal((ImportState.Done, 600, 582, 18), (done.State, done.Read, done.Created, done.Refused));
        Assert.Equal(seen.Order(), seen);
    }

    [Fact]
    public async Task Imports_of_one_tenant_run_one_after_the_other()
    {
        await using var tenant = await ImportTenant.CreateAsync(Database);
        var first = await tenant.StartAsync(Many, Firms);
        var second = await tenant.StartAsync(Many, Firms);
        var both = await Task.WhenAll(
            tenant.Get<IImports>().RunAsync(first, null, Token), tenant.Get<IImports>().RunAsync(second, null, Token));

        Assert.Equal([0L, 582L], both.Select(i => i.Created).Order());
        Assert.Equal(582, await tenant.CountAsync("Firm"));
    }
}

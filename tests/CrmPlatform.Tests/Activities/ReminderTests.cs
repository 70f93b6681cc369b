using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Queries;
using CrmPlatform.Data;
using CrmPlatform.Kernel;
using CrmPlatform.Tenants;
using CrmPlatform.Tests.Kernel.Fakes;
using CrmPlatform.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace CrmPlatform.Tests.Activities;

/// <summary>Reminders with the real dispatcher and a clock that the tests move.</summary>
public abstract class ReminderTests(DatabaseKind kind) : IAsyncLifetime
{
    private static readonly DateTimeOffset _start = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);
    private ManualTime _time = new(_start);
    private TestPlace _place = null!;
    private IHost _host = null!;
    private Tenant _tenant = null!;
    private long _employee;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _place = await Databases.NewAsync(kind);
        _host = Build();
        await Get<ITenantStore>().CreateAsync(_place.Tenant with { State = TenantStatus.Created }, Stop);
        _tenant = (await Get<ITenantStore>().FindAsync(Tenant.DefaultName, Stop))!;
        var settings = new TenantSettings("CRM", "en", "UTC", "USD");
        _tenant = await Get<ITenantSetup>().SetUpAsync(_tenant, Actor.System, settings, "b2b-sales", withSamples: false, null, Stop);
        await _host.StartAsync(Stop);
        using var entered = Enter();
        _employee = await WriteAsync(new CreateChange("Employee", Values.Of(("name", "Vera"))));
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _place.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_reminder_comes_on_time_and_once()
    {
        using var entered = Enter();
        await TaskAsync(("time", "10:00"), ("remind", "10"));
        await DueAsync(_start.AddMinutes(50));

        _time.Advance(TimeSpan.FromMinutes(49));
        Assert.Empty(await ToldAsync());
        _time.Advance(TimeSpan.FromMinutes(1));

        var (name, recipient) = Assert.Single(await UntilToldAsync());
        Assert.Equal(("Ring back", $"employee:{_employee}"), (name, recipient));
        _time.Advance(TimeSpan.FromDays(2));
        await UntilAsync(async () => await NextDueAsync() is null);
        Assert.Single(await ToldAsync());
    }

    [Fact]
    public async Task A_host_that_was_killed_before_the_time_reminds_when_it_is_back()
    {
        using (Enter())
        {
            await TaskAsync(("time", "10:00"));
            await DueAsync(_start.AddHours(1));
        }

        await StopAsync();
        _time = new ManualTime(_start.AddDays(3));
        _host = Build();
        await _host.StartAsync(Stop);

        using var again = Enter();
        Assert.Single(await UntilToldAsync());
    }

    [Fact]
    public async Task What_was_moved_reminds_at_its_new_time_and_what_was_done_not_at_all()
    {
        using var entered = Enter();
        var moved = await TaskAsync(("time", "10:00"));
        var done = await TaskAsync(("time", "10:00"));
        await DueAsync(_start.AddHours(1));
        await WriteAsync(new UpdateChange("Task", moved, Values.Of(("time", "12:00"))));
        await WriteAsync(new UpdateChange("Task", done, Values.Of(("state", "done"))));
        await DueAsync(_start.AddHours(3));

        _time.Advance(TimeSpan.FromHours(2));
        Assert.Empty(await ToldAsync());
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Single(await UntilToldAsync());
    }

    [Fact]
    public async Task Old_work_that_is_brought_in_reminds_nobody()
    {
        using var entered = Enter();
        await WriteAsync(new CreateChange("Task", Values.Of(("name", "Old"), ("owner", _employee), ("dueOn", new DateOnly(2025, 1, 1)), ("time", "10:00"))));
        await UntilAsync(async () => await NextDueAsync() is null);

        Assert.Empty(await ToldAsync());
    }

    private Task<long> TaskAsync(params (string Field, object? Value)[] values) => WriteAsync(new CreateChange(
        "Task", Values.Of([.. values, ("name", "Ring back"), ("owner", _employee), ("dueOn", new DateOnly(2026, 11, 21))])));

    /// <summary>Until the tenant's next time stands in its own database.</summary>
    private Task DueAsync(DateTimeOffset due) => UntilAsync(async () => await NextDueAsync() == due);

    private async Task<DateTimeOffset?> NextDueAsync() =>
        await Get<Events.IOutboxStore>().NextDueAsync(Get<ITenantAccessor>().Current, Stop);

    private async Task<IReadOnlyList<(string Name, string Recipient)>> UntilToldAsync()
    {
        // The clock goes on meanwhile: an alarm that was set between two of its steps would never ring on a clock that stands.
        await UntilAsync(async () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return (await ToldAsync()).Count > 0;
        });
        return await ToldAsync();
    }

    private async Task<IReadOnlyList<(string Name, string Recipient)>> ToldAsync()
    {
        await using var scope = _host.Services.CreateAsyncScope();
        var page = await scope.ServiceProvider.GetRequiredService<IContentReader>().QueryAsync(
            Actor.System, new ContentQuery { Type = "Notification", Columns = ["name", "recipient"] }, Stop);
        return [.. page.Rows.Select(r => ((string)r.Values[0]!, (string)r.Values[1]!))];
    }

    private async Task<long> WriteAsync(Change change)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        var set = new ChangeSet { Actor = Actor.System, Act = new ActInfo("form"), Changes = [change] };
        return (await scope.ServiceProvider.GetRequiredService<IContentWriter>().ApplyAsync(set, Stop)).Results[0].Record.Id;
    }

    private static async Task UntilAsync(Func<Task<bool>> reached)
    {
        for (var i = 0; i < 1500 && !await reached(); i++)
        {
            await Task.Delay(20, Stop);
        }
    }

    private IDisposable Enter() => Get<ITenantAccessor>().Enter(_tenant);

    private T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    private IHost Build()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        var options = _place.Options with { RecipeFolders = [Repository.Recipes] };
        builder.Services.AddLogging();
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.AddCrmData();
        builder.Services.AddCrmContent();
        builder.Services.AddCrmKernel(options, Repository.Modules);
        return builder.Build();
    }

    private async Task StopAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}

public sealed class SqliteReminderTests() : ReminderTests(DatabaseKind.Sqlite);

public sealed class PostgresReminderTests() : ReminderTests(DatabaseKind.Postgres);

using Crm.Activities;
using Crm.Activities.Guards;
using Crm.Activities.Handlers;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Model;
using CrmPlatform.Tenants;
using CrmPlatform.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CrmPlatform.Tests.Activities;

/// <summary>Tasks, calls, meetings and notes through the gates.</summary>
public abstract class ActivityTests(DatabaseKind kind) : IAsyncLifetime
{
    private TestTenant _tenant = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly Actor _anna = TestTenant.Person("anna");

    public async ValueTask InitializeAsync() => _tenant = await TestTenant.CreateAsync(
        kind,
        [
            new PlatformLayer().Build(),
            new Crm.Organization.OrganizationTypes().Build(),
            new Crm.Contacts.ContactsTypes().Build(),
            new Crm.Pipeline.PipelineTypes().Build(),
            new ActivityTypes().Build(),
        ],
        new TenantSettings("CRM", "en", "Europe/Berlin", "USD"),
        services => services
            .AddScoped<IChangeGuard, ActivityRules>()
            .AddScoped<IChangeFollower, PlansNext>()
            .AddScoped<IChangeFollower, SubjectFollows>()
            .AddScoped<IRecordAccess, ActivityAccess>());

    public async ValueTask DisposeAsync()
    {
        await _tenant.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task The_earliest_open_activity_is_the_next_step_of_its_subject()
    {
        var company = await CompanyAsync();

        var later = await AddAsync("Task", company, ("name", "Send the contract"), ("dueOn", new DateOnly(2026, 12, 1)));
        Assert.Equal(("Send the contract", new DateOnly(2026, 12, 1)), await NextAsync(company));

        await AddAsync("Call", company, ("name", "Ask about the budget"), ("dueOn", new DateOnly(2026, 11, 25)), ("time", "9.30"));
        Assert.Equal(("Ask about the budget", new DateOnly(2026, 11, 25)), await NextAsync(company));

        await UpdateAsync("Task", later, ("dueOn", new DateOnly(2026, 11, 25)), ("time", "08:00"));
        Assert.Equal(("Send the contract", new DateOnly(2026, 11, 25)), await NextAsync(company));
    }

    [Fact]
    public async Task Done_activities_leave_the_next_step_and_touch_the_subject()
    {
        var company = await CompanyAsync();
        var first = await AddAsync("Task", company, ("name", "First"), ("dueOn", _tenant.Today));
        var second = await AddAsync("Meeting", company, ("name", "Second"), ("dueOn", _tenant.Today.AddDays(1)));
        Assert.Null((await _tenant.GetAsync("Company", company))["lastTouch"]);

        await UpdateAsync("Task", first, ("state", "done"));
        Assert.Equal(("Second", _tenant.Today.AddDays(1)), await NextAsync(company));
        Assert.Equal(_tenant.Clock.Now, (await _tenant.GetAsync("Company", company))["lastTouch"]);
        Assert.Equal(_tenant.Clock.Now, (await _tenant.GetAsync("Task", first))["doneAt"]);

        await UpdateAsync("Meeting", second, ("state", "cancelled"));
        Assert.Equal((null, null), await NextAsync(company));
    }

    [Fact]
    public async Task Undoing_done_opens_it_again_and_brings_the_next_step_back()
    {
        var company = await CompanyAsync();
        var task = await AddAsync("Task", company, ("name", "Send the offer"), ("dueOn", _tenant.Today));
        var done = await UpdateAsync("Task", task, ("state", "done"));
        Assert.Equal((null, null), await NextAsync(company));

        var undone = await _tenant.Acts.UndoAsync(_anna, done.ActId, partially: false, Token);

        Assert.Empty(undone.Blocked);
        Assert.Equal("open", (await _tenant.GetAsync("Task", task))["state"]);
        Assert.Null((await _tenant.GetAsync("Task", task))["doneAt"]);
        Assert.Equal(("Send the offer", _tenant.Today), await NextAsync(company));
    }

    [Fact]
    public async Task What_was_planned_beforehand_comes_however_an_activity_is_done_and_goes_with_it()
    {
        var company = await CompanyAsync();
        var first = await AddAsync("Call", company, ("name", "Ask"), ("time", "10:00"), ("dueOn", _tenant.Today), ("then", "Ask again"), ("thenIn", "3"));
        var second = await AddAsync("Task", company, ("name", "Send"), ("dueOn", _tenant.Today), ("then", "Look"));
        var plain = await AddAsync("Task", company, ("name", "Plain"), ("dueOn", _tenant.Today));
        await _tenant.ApplyAsync(_anna, WriteOptions.Default, new UpdateChange("Call", first, Values.Of(("remind", null))));

        var done = await _tenant.ApplyAsync(
            _anna, WriteOptions.Default, [.. new[] { ("Call", first), ("Task", second), ("Task", plain) }.Select(a => new UpdateChange(a.Item1, a.Item2, Values.Of(("state", "done"))))]);

        Assert.Equal(["Call", "Task"], done.Added.Select(a => a.Record.Type));
        var call = await _tenant.GetAsync("Call", done.Added[0].Record.Id);
        Assert.Equal(("Ask again", _tenant.Today.AddDays(3), "10:00", "open", null), (call["name"], call["dueOn"], call["time"], call["state"], call["then"]));
        Assert.Equal((new RecordRef("Company", company), null), (call["subject"], call["remindAt"]));
        Assert.Equal(_tenant.Today.AddDays(7), (await _tenant.GetAsync("Task", done.Added[1].Record.Id))["dueOn"]);
        Assert.Equal(("Ask again", _tenant.Today.AddDays(3)), await NextAsync(company));

        Assert.Empty((await _tenant.Acts.UndoAsync(_anna, done.ActId, partially: false, Token)).Blocked);
        Assert.NotNull((await _tenant.GetAsync("Call", call.Id))["deletedAt"]);
        Assert.Equal("open", (await _tenant.GetAsync("Call", first))["state"]);
    }

    [Fact]
    public async Task What_follows_waits_once_goes_to_the_same_person_and_lets_those_go_who_have_left()
    {
        var company = await CompanyAsync();
        var gone = await _tenant.AddAsync("Employee", ("name", "Gone"));
        var task = await AddAsync("Task", company, ("name", "Ask"), ("dueOn", _tenant.Today), ("owner", gone), ("then", "Ask again"));
        var own = await AddAsync("Task", company, ("name", "Own"), ("dueOn", _tenant.Today), ("then", "Mine again"));
        await _tenant.ApplyAsync(new DeleteChange("Employee", gone));

        var done = await UpdateAsync("Task", task, ("state", "done"));
        Assert.Null((await _tenant.GetAsync("Task", Assert.Single(done.Added).Record.Id))["owner"]);

        var other = await _tenant.ApplyAsync(TestTenant.Person("bella"), WriteOptions.Default, new UpdateChange("Task", own, Values.Of(("state", "done"))));
        Assert.Equal(_anna.Id, (await _tenant.GetAsync("Task", Assert.Single(other.Added).Record.Id))["account"]);
        await UpdateAsync("Task", own, ("state", "open"));
        Assert.Empty((await UpdateAsync("Task", own, ("state", "done"))).Added);
    }

    [Fact]
    public async Task Nothing_is_planned_by_what_was_done_already_nor_by_an_undo()
    {
        var company = await CompanyAsync();
        var logged = await _tenant.ApplyAsync(_anna, WriteOptions.Default, new CreateChange("Call", Values.Of(("name", "Logged"), ("subject", new RecordRef("Company", company)), ("state", "done"), ("then", "More"))));
        Assert.Empty(logged.Added);
        var call = logged.Results[0].Record.Id;
        Assert.Empty((await UpdateAsync("Call", call, ("result", "connected"))).Added);

        var reopened = await UpdateAsync("Call", call, ("state", "open"));
        await _tenant.Acts.UndoAsync(_anna, reopened.ActId, partially: false, Token);

        Assert.Equal("done", (await _tenant.GetAsync("Call", call))["state"]);
        Assert.Equal(1, await _tenant.CountAsync("Call"));
    }

    [Fact]
    public async Task What_follows_from_activities_is_nobodys_edit_and_stands_in_no_undos_way()
    {
        var company = await CompanyAsync();
        var edit = await _tenant.ApplyAsync(_anna, WriteOptions.Default, new UpdateChange("Company", company, Values.Of(("name", "Renamed"))));
        var before = await _tenant.GetAsync("Company", company);

        await AddAsync("Task", company, ("name", "Call back"), ("dueOn", _tenant.Today));
        await AddAsync("Note", company, ("text", "Likes tea"));

        var after = await _tenant.GetAsync("Company", company);
        Assert.Equal("Call back", after["nextStep"]);
        Assert.Equal(before.Version, after.Version);
        Assert.Single(await _tenant.RawHistoryAsync("Company", company));
        Assert.Empty((await _tenant.Acts.UndoAsync(_anna, edit.ActId, partially: false, Token)).Blocked);
        Assert.Equal("Call back", (await _tenant.GetAsync("Company", company))["nextStep"]);
    }

    [Fact]
    public async Task A_typed_next_step_stays_until_an_activity_is_planned()
    {
        var company = await CompanyAsync();
        await UpdateAsync("Company", company, ("nextStep", "Wait for the tender"));

        await AddAsync("Note", company, ("text", "They are busy"));
        await AddAsync("Call", company, ("name", "Logged"), ("state", "done"));
        Assert.Equal(("Wait for the tender", null), await NextAsync(company));

        var task = await AddAsync("Task", company, ("name", "Ask again"), ("dueOn", _tenant.Today));
        Assert.Equal(("Ask again", _tenant.Today), await NextAsync(company));
        await _tenant.ApplyAsync(_anna, WriteOptions.Default, new DeleteChange("Task", task));
        Assert.Equal((null, null), await NextAsync(company));
    }

    [Fact]
    public async Task A_subject_that_an_activity_leaves_loses_its_step_and_the_other_gets_it()
    {
        var (first, second) = (await CompanyAsync(), await CompanyAsync("Other"));
        var task = await AddAsync("Task", first, ("name", "Visit"), ("dueOn", _tenant.Today));

        await UpdateAsync("Task", task, ("subject", new RecordRef("Company", second)));

        Assert.Equal((null, null), await NextAsync(first));
        Assert.Equal(("Visit", _tenant.Today), await NextAsync(second));
    }

    [Fact]
    public async Task A_note_touches_its_subject_and_is_named_by_its_first_line()
    {
        var company = await CompanyAsync();

        var note = await _tenant.GetAsync("Note", await AddAsync("Note", company, ("text", "  Budget is 40k\nDecides in May")));

        Assert.Equal("Budget is 40k", note["name"]);
        Assert.Equal(_tenant.Clock.Now, note["doneAt"]);
        Assert.Equal(_tenant.Clock.Now, (await _tenant.GetAsync("Company", company))["lastTouch"]);
    }

    [Fact]
    public async Task A_time_is_kept_as_agreed_with_its_zone_and_the_instant_follows()
    {
        var task = await _tenant.GetAsync("Task", await AddAsync("Task", await CompanyAsync(), ("name", "Ring"), ("dueOn", new DateOnly(2026, 7, 1)), ("time", "9")));

        Assert.Equal(("09:00", "Europe/Berlin"), (task["time"], task["zone"]));
        Assert.Equal(new DateTimeOffset(2026, 7, 1, 7, 0, 0, TimeSpan.Zero), task["startsAt"]);
        Assert.Equal(task["startsAt"], task["remindAt"]);

        await UpdateAsync("Task", task.Id, ("dueOn", new DateOnly(2026, 12, 1)), ("remind", "60"));
        var moved = await _tenant.GetAsync("Task", task.Id);
        Assert.Equal(new DateTimeOffset(2026, 12, 1, 8, 0, 0, TimeSpan.Zero), moved["startsAt"]);
        Assert.Equal(new DateTimeOffset(2026, 12, 1, 7, 0, 0, TimeSpan.Zero), moved["remindAt"]);

        await UpdateAsync("Task", task.Id, ("state", "done"));
        Assert.Null((await _tenant.GetAsync("Task", task.Id))["remindAt"]);
    }

    [Theory]
    [InlineData("25:00", "activities.bad-time")]
    [InlineData("soon", "activities.bad-time")]
    public async Task A_time_that_is_none_is_refused(string time, string error)
    {
        var finding = await _tenant.RefusedAsync(new CreateChange("Task", Values.Of(("name", "x"), ("dueOn", _tenant.Today), ("time", time))));

        Assert.Equal((error, "time"), (finding.Code.Id, finding.Field));
    }

    [Fact]
    public async Task A_time_without_a_day_is_refused() =>
        Assert.Equal("activities.time-without-day", (await _tenant.RefusedAsync(new CreateChange("Task", Values.Of(("name", "x"), ("time", "10:00"))))).Code.Id);

    [Fact]
    public async Task Who_may_not_see_all_content_sees_only_their_own_activities()
    {
        var employee = await _tenant.AddAsync("Employee", ("name", "Tom"));
        var company = await CompanyAsync();
        var own = await AddAsync("Task", company, ("name", "Mine"), ("owner", employee));
        var other = await AddAsync("Task", company, ("name", "Not mine"));
        var clerk = TestTenant.Person("tom", employee, "content.view.Task");

        Assert.NotNull(await _tenant.Reader.FindAsync(clerk, "Task", own, Token));
        Assert.Null(await _tenant.Reader.FindAsync(clerk, "Task", other, Token));
        Assert.NotNull(await _tenant.Reader.FindAsync(_anna, "Task", own, Token));
    }

    [Fact]
    public async Task What_has_no_employee_belongs_to_the_account_that_made_it()
    {
        var company = await CompanyAsync();
        var employee = await _tenant.AddAsync("Employee", ("name", "Tom"));
        var task = await AddAsync("Task", company, ("name", "Mine"));
        Assert.Equal("user:anna", (await _tenant.GetAsync("Task", task))["account"]);

        await UpdateAsync("Task", task, ("owner", employee));
        Assert.Null((await _tenant.GetAsync("Task", task))["account"]);
    }

    private Task<long> CompanyAsync(string name = "Harbour") => _tenant.AddAsync("Company", ("name", name));

    private Task<long> AddAsync(string type, long company, params (string Field, object? Value)[] values) =>
        _tenant.AddAsync(_anna, type, [.. values, ("subject", new RecordRef("Company", company))]);

    private Task<WriteResult> UpdateAsync(string type, long id, params (string Field, object? Value)[] values) =>
        _tenant.ApplyAsync(_anna, WriteOptions.Default, new UpdateChange(type, id, Values.Of(values)));

    private async Task<(object? Step, object? On)> NextAsync(long company)
    {
        var record = await _tenant.GetAsync("Company", company);
        return (record["nextStep"], record["nextStepOn"]);
    }
}

public sealed class SqliteActivityTests() : ActivityTests(DatabaseKind.Sqlite);

public sealed class PostgresActivityTests() : ActivityTests(DatabaseKind.Postgres);

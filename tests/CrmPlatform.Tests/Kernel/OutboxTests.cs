using System.Collections.Concurrent;
using CrmPlatform.Content.Changes;
using CrmPlatform.Events;
using CrmPlatform.Kernel.Modules;
using CrmPlatform.Kernel.Outbox;
using CrmPlatform.Tenants;
using CrmPlatform.Tests.Kernel.Fakes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace CrmPlatform.Tests.Kernel;

public sealed class OutboxTests : IAsyncDisposable
{
    private readonly ManualTime _time = new();
    private readonly Seen _seen = new();
    private readonly OutboxOptions _options = new() { MaxAttempts = 3, Workers = 1, Slice = 2 };
    private TestKernel? _kernel;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private TestKernel Kernel => _kernel!;

    public async ValueTask DisposeAsync()
    {
        if (_kernel is not null)
        {
            await _kernel.DisposeAsync();
        }

        _seen.Dispose();
    }

    [Fact]
    public async Task Handlers_of_features_that_are_on_get_the_event_once_in_their_tenant()
    {
        Build(On<ByEvent>("A"), On<ByEvent>("Off"));
        Kernel.Outbox.Add("default", Changed(1, 2), depth: 3);
        await HandleAsync();
        var call = Assert.Single(_seen.Calls);
        Assert.Equal(("default", 3, 4, "1,2"), (call.Tenant, call.Context.Depth, call.DepthOfNext, Ids(call)));
        Assert.Equal(0, Kernel.Outbox.Waiting);
    }

    [Fact]
    public async Task An_event_is_split_for_a_handler_that_wants_single_records_and_what_succeeded_is_not_repeated()
    {
        Build(On<ByRecord>("A", Delivery.PerRecord), On<ByEvent>("B"));
        _seen.FailOnce.Add(2);
        Kernel.Outbox.Add("default", Changed(1, 2, 3));
        await HandleAsync();
        Assert.Equal(["1", "2", "3", "1,2,3"], _seen.Calls.Select(Ids));
        _time.Advance(TimeSpan.FromMinutes(1));
        await HandleAsync();
        Assert.Equal(["1", "2", "3", "1,2,3", "2"], _seen.Calls.Select(Ids));
        Assert.Equal(2, _seen.Calls.Last().Context.Attempt);
        Assert.Equal(_seen.Calls.Where(c => Ids(c) == "2").Select(c => c.Context.Key).Distinct(), [_seen.Calls.Last().Context.Key]);
        Assert.Equal(5, _seen.Calls.Select(c => c.Context.Key + c.Context.Attempt).Distinct().Count());
    }

    [Fact]
    public async Task An_import_of_old_data_is_kept_from_handlers_that_automate()
    {
        Build(On<ByRecord>("A", Delivery.SkipOnImport), On<ByEvent>("B"));
        Kernel.Outbox.Add("default", Changed(1) with { SkipAutomation = true });
        await HandleAsync();
        Assert.Equal(nameof(ByEvent), Assert.Single(_seen.Calls).Handler);
    }

    [Fact]
    public async Task A_failing_handler_is_tried_later_and_later_and_then_ends_in_the_dead_letters_with_its_reason()
    {
        Build(On<Failing>("A"));
        Kernel.Outbox.Add("default", Changed(1));
        await HandleAsync();
        Assert.Equal(_time.GetUtcNow() + TimeSpan.FromSeconds(5), await Kernel.Outbox.NextDueAsync(Kernel.Tenant, Stop));
        _time.Advance(TimeSpan.FromSeconds(5));
        await HandleAsync();
        Assert.Equal(_time.GetUtcNow() + TimeSpan.FromSeconds(10), await Kernel.Outbox.NextDueAsync(Kernel.Tenant, Stop));
        _time.Advance(TimeSpan.FromSeconds(10));
        await HandleAsync();
        Assert.Contains("no luck", Assert.Single(Kernel.Outbox.DeadLetters).Reason, StringComparison.Ordinal);
        Assert.Equal(3, _seen.Calls.Count);
    }

    [Fact]
    public async Task What_follows_a_failed_event_of_a_record_waits_with_it_and_other_records_go_on()
    {
        Build(On<ByEvent>("A"));
        _seen.FailOnce.Add(1);
        Kernel.Outbox.Add("default", Changed(1));
        Kernel.Outbox.Add("default", Changed(1));
        Kernel.Outbox.Add("default", Changed(2));
        await HandleAsync();
        await HandleAsync();
        Assert.Equal(["1", "2"], _seen.Calls.Select(Ids));
        _time.Advance(TimeSpan.FromSeconds(10));
        await HandleAsync();
        Assert.Equal(["1", "2", "1", "1"], _seen.Calls.Select(Ids));
        Assert.Equal([1L, 3L, 1L, 2L], _seen.Calls.Select(c => c.Context.Id));
    }

    [Fact]
    public async Task A_circle_of_events_stops_in_the_dead_letters()
    {
        Build(On<ByEvent>("A"));
        Kernel.Outbox.Add("default", Changed(1), depth: 8);
        Kernel.Outbox.Add("default", Changed(2), depth: 9);
        await HandleAsync();
        Assert.Equal("1", Ids(Assert.Single(_seen.Calls)));
        Assert.Contains("circle", Assert.Single(Kernel.Outbox.DeadLetters).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_cannot_be_read_does_not_hold_up_the_others()
    {
        Build(On<ByEvent>("A"));
        Kernel.Outbox.Add("default", Changed(1));
        Kernel.Outbox.AddRaw("default", typeof(ContentChanged).FullName!, "{");
        Kernel.Outbox.AddRaw("default", "Gone.Event", "{}");
        await HandleAsync();
        await HandleAsync();
        Assert.Single(_seen.Calls);
        Assert.Equal(2, Assert.Single(Kernel.Outbox.DeadLetters).Id);
        Assert.Equal(0, Kernel.Outbox.Waiting);
    }

    [Fact]
    public async Task The_dispatcher_wakes_by_signal_and_by_due_time_and_leaves_idle_tenants_alone()
    {
        Build(On<ByEvent>("A"));
        Add("idle");
        Add("other");
        var dispatcher = Kernel.Services.GetServices<IHostedService>().OfType<OutboxDispatcher>().Single();
        await dispatcher.StartAsync(Stop);
        var signal = Kernel.Get<IOutboxSignal>();

        await signal.PrepareAsync(Kernel.Tenant, Stop);
        await signal.PrepareAsync(Kernel.Tenant, Stop);
        Assert.Equal(1, Kernel.Tenants.DueWrites);
        Kernel.Outbox.Add("default", Changed(1));
        signal.Notify(Kernel.Tenant);
        await _seen.UntilAsync(1, Stop);

        // A host that was killed between commit and signal: only the due time tells.
        Kernel.Outbox.Add("other", Changed(2));
        Kernel.Tenants.Due["other"] = _time.GetUtcNow() + TimeSpan.FromSeconds(40);
        await MoveUntilAsync(() => _seen.Calls.Count == 2);
        Assert.Equal("other", _seen.Calls.Last().Tenant);

        await MoveUntilAsync(() => Kernel.Tenants.Due.IsEmpty);
        Assert.DoesNotContain("idle", Kernel.Outbox.Leases);
        await dispatcher.StopAsync(Stop);
    }

    [Fact]
    public async Task A_failure_is_tried_again_at_its_time_without_a_signal()
    {
        Build(On<ByEvent>("A"));
        _seen.FailOnce.Add(1);
        var dispatcher = Kernel.Services.GetServices<IHostedService>().OfType<OutboxDispatcher>().Single();
        await dispatcher.StartAsync(Stop);
        Kernel.Outbox.Add("default", Changed(1));
        Kernel.Get<IOutboxSignal>().Notify(Kernel.Tenant);
        await _seen.UntilAsync(1, Stop);
        await MoveUntilAsync(() => _seen.Calls.Count == 2);
        Assert.InRange(_time.GetUtcNow() - new DateTimeOffset(2026, 11, 21, 9, 0, 0, TimeSpan.Zero), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(29));
        await dispatcher.StopAsync(Stop);
    }

    [Fact]
    public async Task Tenants_take_turns()
    {
        var queue = new TurnQueue();
        queue.Add("a");
        queue.Add("b");
        queue.Add("A");
        Assert.Equal("a", await queue.TakeAsync(Stop));
        queue.Add("a");
        Assert.True(queue.Done("a", more: false));
        Assert.Equal("b", await queue.TakeAsync(Stop));
        Assert.True(queue.Done("b", more: true));
        Assert.Equal("a", await queue.TakeAsync(Stop));
        Assert.False(queue.Done("a", more: false));
        Assert.Equal("b", await queue.TakeAsync(Stop));
        Assert.False(queue.Done("b", more: false));
    }

    private void Build(params FeatureDescriptor[] features)
    {
        _kernel = new TestKernel(features, services => services.AddSingleton(_seen).AddSingleton<TimeProvider>(_time).AddSingleton(_options));
        _kernel.Outbox.Time = _time;
        _kernel.States.Put("default", TestKernel.With("A", "B"));
    }

    private void Add(string tenant)
    {
        Kernel.Tenants.Add(tenant);
        Kernel.States.Put(tenant, TestKernel.With("A"));
    }

    private async Task HandleAsync() => await Kernel.Get<OutboxHandling>().HandleSliceAsync(Kernel.Tenant, Stop);

    private async Task MoveUntilAsync(Func<bool> reached)
    {
        for (var i = 0; i < 400 && !reached(); i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5, Stop);
        }

        Assert.True(reached());
    }

    private static FeatureDescriptor On<THandler>(string feature, Delivery delivery = Delivery.PerSlice)
        where THandler : class, IEventHandler<ContentChanged> =>
        TestKernel.Feature(feature, declare: f => f.On<ContentChanged, THandler>(delivery));

    private ContentChanged Changed(params long[] ids) =>
        new(7, "form", "Deal", [.. ids.Select(id => new ChangedRecord(id, 1, ChangeOutcome.Created, []))], "user:1", _time.GetUtcNow(), false);

    private static string Ids(Call call) => string.Join(',', call.Event.Records.Select(r => r.Id));

    internal sealed record Call(string Handler, string Tenant, ContentChanged Event, EventContext Context, int DepthOfNext);

    internal sealed class Seen : IDisposable
    {
        private readonly SemaphoreSlim _arrived = new(0);

        public ConcurrentQueue<Call> Calls { get; } = [];

        public void Dispose() => _arrived.Dispose();

        /// <summary>Records whose first handling fails.</summary>
        public HashSet<long> FailOnce { get; } = [];

        public void Add(Call call)
        {
            Calls.Enqueue(call);
            _arrived.Release();
            if (call.Event.Records.Count == 1 && FailOnce.Remove(call.Event.Records[0].Id))
            {
                throw new InvalidOperationException("failed once");
            }
        }

        public async Task UntilAsync(int calls, CancellationToken cancellationToken)
        {
            while (Calls.Count < calls)
            {
                await _arrived.WaitAsync(TimeSpan.FromSeconds(10), cancellationToken);
            }
        }
    }

    internal abstract class Recording(Seen seen, ITenantAccessor tenants, IEventScope scope) : IEventHandler<ContentChanged>
    {
        public virtual Task HandleAsync(ContentChanged committed, EventContext context, CancellationToken cancellationToken)
        {
            seen.Add(new Call(GetType().Name, tenants.Current.Name, committed, context, scope.Depth));
            return Task.CompletedTask;
        }
    }

    internal sealed class ByEvent(Seen seen, ITenantAccessor tenants, IEventScope scope) : Recording(seen, tenants, scope);

    internal sealed class ByRecord(Seen seen, ITenantAccessor tenants, IEventScope scope) : Recording(seen, tenants, scope);

    internal sealed class Failing(Seen seen, ITenantAccessor tenants, IEventScope scope) : Recording(seen, tenants, scope)
    {
        public override async Task HandleAsync(ContentChanged committed, EventContext context, CancellationToken cancellationToken)
        {
            await base.HandleAsync(committed, context, cancellationToken);
            throw new InvalidOperationException("no luck");
        }
    }
}

using CrmPlatform.Tenants;

namespace CrmPlatform.Kernel.Tenants;

/// <summary>
/// A request looks at its tenant's stamp once: the state that it found then serves all that the request asks for, unless a writer
/// meets a newer stamp, and no longer than a second, since some requests are long.
/// </summary>
public sealed class RequestStates(TimeProvider time)
{
    private static readonly TimeSpan _freshFor = TimeSpan.FromSeconds(1);
    private readonly AsyncLocal<Look?> _look = new();

    /// <summary>To be called where a request enters its tenant.</summary>
    public void Begin() => _look.Value = new Look();

    internal TenantState? Find(Tenant tenant) =>
        _look.Value?.Seen is { } seen && seen.Tenant == tenant.Name && time.GetElapsedTime(seen.At) < _freshFor ? seen.State : null;

    internal TenantState Keep(Tenant tenant, TenantState state)
    {
        if (_look.Value is { } look)
        {
            look.Seen = new Seen(tenant.Name, state, time.GetTimestamp());
        }

        return state;
    }

    private sealed class Look
    {
        public Seen? Seen { get; set; }
    }

    private sealed record Seen(string Tenant, TenantState State, long At);
}

using System.Net;
using System.Threading.RateLimiting;
using CrmPlatform.Web.Errors;

namespace CrmPlatform.Web.Identity;

/// <summary>
/// At most 20 failures a minute to sign in to a tenant from one address, whatever the account. Those who succeed do not count:
/// a whole office begins its day behind one address. The limit on all attempts keeps a burst from outrunning its own failures.
/// </summary>
public sealed class SignInThrottle : IDisposable
{
    private readonly PartitionedRateLimiter<string> _failures = AMinute(20);
    private readonly PartitionedRateLimiter<string> _attempts = AMinute(200);

    /// <summary>Before an attempt.</summary>
    /// <exception cref="CrmPlatform.Errors.UserError"><c>sign-in.too-often</c></exception>
    public void Admit(string tenant, IPAddress? address)
    {
        using var left = _failures.AttemptAcquire(KeyOf(tenant, address), permitCount: 0);
        using var attempt = _attempts.AttemptAcquire(KeyOf(tenant, address));
        if (!left.IsAcquired || !attempt.IsAcquired)
        {
            throw WebErrors.SignInTooOften.With();
        }
    }

    /// <summary>After an attempt that failed.</summary>
    public void CountFailure(string tenant, IPAddress? address) => _failures.AttemptAcquire(KeyOf(tenant, address)).Dispose();

    public void Dispose()
    {
        _failures.Dispose();
        _attempts.Dispose();
    }

    private static string KeyOf(string tenant, IPAddress? address) => $"{tenant} {address}";

    private static PartitionedRateLimiter<string> AMinute(int permits) => PartitionedRateLimiter.Create<string, string>(
        key => RateLimitPartition.GetSlidingWindowLimiter(
            key,
            _ => new SlidingWindowRateLimiterOptions { PermitLimit = permits, Window = TimeSpan.FromMinutes(1), SegmentsPerWindow = 6 }));
}

using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using Xunit.v3;

[assembly: CrmPlatform.Tests.Shared.TestWatch]

namespace CrmPlatform.Tests.Shared;

/// <summary>
/// Ends the run, with the test's name, when a test hangs: better one red test than a run that somebody else has to end, who then
/// does not know what it waited for. The name goes to standard error and to the file that CRM_TEST_FAULTS names.
/// CRM_TEST_MINUTES allows more for a run that is meant to be long.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class TestWatchAttribute : BeforeAfterTestAttribute
{
    /// <summary>Many times what the longest test takes on a machine that is busy.</summary>
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(
        int.TryParse(Environment.GetEnvironmentVariable("CRM_TEST_MINUTES"), CultureInfo.InvariantCulture, out var minutes) ? minutes : 10);

    private static readonly ConcurrentDictionary<string, Timer> _running = new(StringComparer.Ordinal);

    public override void Before(MethodInfo methodUnderTest, IXunitTest test) =>
        _running[test.UniqueID] = new Timer(_ => GiveUp(test.TestDisplayName), null, _longest, Timeout.InfiniteTimeSpan);

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (_running.TryRemove(test.UniqueID, out var timer))
        {
            timer.Dispose();
        }
    }

    private static void GiveUp(string test)
    {
        var sentence = $"{test} has not ended within {_longest.TotalMinutes} minutes. The run is given up.";
        if (Environment.GetEnvironmentVariable("CRM_TEST_FAULTS") is { Length: > 0 } file)
        {
            File.AppendAllText(file, sentence + Environment.NewLine);
        }

        Environment.FailFast(sentence);
    }
}

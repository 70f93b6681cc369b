namespace CrmPlatform.EndToEnd.Tests.Support;

/// <summary>
/// Keeps what a host under test logs as an error, in the file that <see cref="Variable"/> names. Some tests provoke faults on
/// purpose, so an entry fails nothing; a run that failed shows them, for "our fault" on a page says no more than a number.
/// </summary>
internal sealed class FaultLog : ILoggerProvider
{
    public const string Variable = "CRM_TEST_FAULTS";
    private static readonly Lock _writing = new();
    private static readonly string? _file = Environment.GetEnvironmentVariable(Variable);

    public ILogger CreateLogger(string categoryName) => new Entry(categoryName);

    public void Dispose()
    {
    }

    private sealed class Entry(string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => _file is not null && logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                var at = TimeProvider.System.GetUtcNow().ToString("HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
                lock (_writing)
                {
                    File.AppendAllText(_file!, $"{at} {category}: {formatter(state, exception)}\n{exception}\n");
                }
            }
        }
    }
}

using System.Collections.Concurrent;

namespace CrmPlatform.EndToEnd.Tests.Support;

/// <summary>What a host under test logged as an error, with what threw it.</summary>
internal sealed class FaultList : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _faults = new();

    public IReadOnlyCollection<string> Faults => _faults;

    public ILogger CreateLogger(string categoryName) => new Log(_faults);

    public void Dispose()
    {
        // Read after the host is gone.
    }

    private sealed class Log(ConcurrentQueue<string> faults) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                faults.Enqueue($"{formatter(state, exception)}\n{exception}");
            }
        }
    }
}

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CrmPlatform.Kernel.Modules;

/// <summary>Says in the log, at start, which modules were set aside and why.</summary>
internal sealed class SetAsideReport(ISetAsideModules modules, ILogger<SetAsideReport> log) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var module in modules.All)
        {
            log.LogError("The module {Module} was set aside ({Id}). {Sentence}", module.Module, module.Error.Id, module.Error.Message);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

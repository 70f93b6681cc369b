using CrmPlatform.Errors;

namespace CrmPlatform.Kernel.Modules;

/// <summary>A module of others that was left out at start.</summary>
/// <param name="Module">Its id, or its folder where that is not known.</param>
/// <param name="Error">Module, cause and remedy in one sentence.</param>
public sealed record SetAsideModule(string Module, UserError Error);

/// <summary>Modules of others that do not run, for the log and the page of modules.</summary>
public interface ISetAsideModules
{
    IReadOnlyList<SetAsideModule> All { get; }
}

internal sealed class SetAsideModules : ISetAsideModules
{
    private readonly Lock _lock = new();
    private readonly List<SetAsideModule> _all = [];

    public IReadOnlyList<SetAsideModule> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _all];
            }
        }
    }

    public void Add(string module, Exception cause)
    {
        var error = cause as UserError
            ?? ModuleErrors.Broken.With(("module", module), ("reason", OneSentence(cause)));
        lock (_lock)
        {
            _all.Add(new SetAsideModule(module, error));
        }
    }

    private static string OneSentence(Exception cause)
    {
        var inner = cause is System.Reflection.TargetInvocationException { InnerException: { } thrown } ? thrown : cause;
        var line = inner.Message.ReplaceLineEndings("\n").Split('\n')[0].TrimEnd();
        return line.EndsWith('.') ? line : line + ".";
    }
}

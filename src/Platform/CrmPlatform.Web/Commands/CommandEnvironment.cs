using System.CommandLine;
using System.Globalization;
using CrmPlatform.Content;
using CrmPlatform.Data;
using CrmPlatform.Errors;
using CrmPlatform.Kernel.Modules;
using CrmPlatform.Localization;
using CrmPlatform.Tenants;
using CrmPlatform.Web.Errors;
using CrmPlatform.Web.Hosting;

namespace CrmPlatform.Web.Commands;

/// <summary>Exit codes of every command.</summary>
public static class ExitCodes
{
    public const int Done = 0;

    /// <summary>Refused, with the reason on standard error.</summary>
    public const int Refused = 1;

    /// <summary>Done, but some rows were refused.</summary>
    public const int SomeRefused = 3;
}

/// <summary>
/// Where a command runs: in the process of the command line, or in the running host on behalf of it. Set before the command
/// is invoked.
/// </summary>
public sealed class CommandEnvironment
{
    private IServiceProvider? _services;

    /// <summary>Of the platform, once it is there.</summary>
    public IServiceProvider Services
    {
        get => _services ?? throw new InvalidOperationException("The command runs before the platform is there.");
        set => _services = value;
    }

    public required TextWriter Out { get; init; }
    public required TextWriter Error { get; init; }
    public required Func<CancellationToken, Task<string>> ReadInput { get; init; }
    public required string WorkingDirectory { get; init; }
    public required CultureInfo Culture { get; init; }

    /// <summary>Ends work that goes on when nobody waits for it any more: null, it ends with the command.</summary>
    public CancellationToken? WorkStops { get; init; }
}

/// <summary>What the body of a command works with.</summary>
public sealed class CommandContext(
    CommandEnvironment environment, IServiceProvider services, Tenant? tenant, bool json, CancellationToken cancellationToken)
{
    public IServiceProvider Services => services;
    public Tenant Tenant => tenant ?? throw new InvalidOperationException("This command was run without a tenant.");
    public bool Json => json;
    public TextWriter Out => environment.Out;
    public TextWriter Error => environment.Error;
    public CultureInfo Culture => environment.Culture;
    public ITexts Texts { get; } = services.GetRequiredService<ITexts>();

    /// <summary>Whoever may run commands on the data directory may do everything in it.</summary>
    public Actor Actor { get; } = Actor.System;

    /// <summary>For long work: in the host it goes on though the command line was closed.</summary>
    public CancellationToken WorkStops { get; } = environment.WorkStops ?? cancellationToken;

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public string Text(string key, params ReadOnlySpan<(string Name, object? Value)> args) => Texts.Get(Culture, key, args);

    /// <summary>A counted text for an error, which is said in whatever language.</summary>
    public LocalizedText PluralText(string key, long count) =>
        new(Texts.Cultures.Select(c => KeyValuePair.Create(c.Name, Texts.Plural(c, key, count))));

    public Task<string> ReadInputAsync(CancellationToken cancellationToken) => environment.ReadInput(cancellationToken);

    /// <summary>A path as the person meant it, from where they stand.</summary>
    public string FullPath(string path) => Path.GetFullPath(path, environment.WorkingDirectory);

    public FileStream Open(string path)
    {
        try
        {
            return new FileStream(FullPath(path), FileMode.Open, FileAccess.Read, FileShare.Read, 64 * 1024, FileOptions.Asynchronous);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw WebErrors.CommandFileMissing.With(("file", path));
        }
    }
}

/// <summary>What a command wants of a tenant.</summary>
internal enum TenantNeed
{
    None,
    Known,
    Made,
}

/// <summary>Runs the bodies of commands: enters the tenant, says errors, gives exit codes.</summary>
public sealed class CommandRunner(CommandEnvironment environment, GlobalOptions options)
{
    /// <summary>In a tenant that is set up.</summary>
    public Task<int> InTenantAsync(ParseResult parse, Func<CommandContext, CancellationToken, Task<int>> body, CancellationToken cancellationToken) =>
        RunAsync(
            parse,
            TenantNeed.Known,
            (context, token) => context.Tenant.State == TenantStatus.Created
                ? throw TenantErrors.NotSetUp.With(("tenant", context.Tenant.Name))
                : body(context, token),
            cancellationToken);

    /// <summary>In a tenant that may not be set up yet: it has no database to ask.</summary>
    public Task<int> InAnyTenantAsync(ParseResult parse, Func<CommandContext, CancellationToken, Task<int>> body, CancellationToken cancellationToken) =>
        RunAsync(parse, TenantNeed.Known, body, cancellationToken);

    /// <summary>In a tenant that is about to be set up: the default one is made where there is none.</summary>
    public Task<int> InNewTenantAsync(ParseResult parse, Func<CommandContext, CancellationToken, Task<int>> body, CancellationToken cancellationToken) =>
        RunAsync(parse, TenantNeed.Made, body, cancellationToken);

    public Task<int> InHostAsync(ParseResult parse, Func<CommandContext, CancellationToken, Task<int>> body, CancellationToken cancellationToken) =>
        RunAsync(parse, TenantNeed.None, body, cancellationToken);

    private async Task<int> RunAsync(ParseResult parse, TenantNeed need, Func<CommandContext, CancellationToken, Task<int>> body, CancellationToken cancellationToken)
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = environment.Culture;
        try
        {
            var scope = environment.Services.CreateAsyncScope();
            await using (scope.ConfigureAwait(false))
            {
                var json = parse.GetValue(options.Json);
                if (need == TenantNeed.None)
                {
                    return await body(new CommandContext(environment, scope.ServiceProvider, null, json, cancellationToken), cancellationToken);
                }

                var store = scope.ServiceProvider.GetRequiredService<ITenantStore>();
                if (need == TenantNeed.Made && TenantName(parse) == Tenant.DefaultName)
                {
                    await DefaultTenant.EnsureAsync(store, cancellationToken);
                }

                var tenant = await FindAsync(store, TenantName(parse), cancellationToken);
                using var entered = scope.ServiceProvider.GetRequiredService<ITenantAccessor>().Enter(tenant);
                return await body(new CommandContext(environment, scope.ServiceProvider, tenant, json, cancellationToken), cancellationToken);
            }
        }
        catch (UserError error)
        {
            return await SayAsync(error);
        }
        catch (Exception trouble) when (StorageFaults.Explain(trouble) is { } error)
        {
            return await SayAsync(error);
        }
    }

    public string TenantName(ParseResult parse) => parse.GetValue(options.Tenant) ?? Tenant.DefaultName;

    /// <summary>The default tenant is always there, if only not set up: nothing is written to say so.</summary>
    internal static async Task<Tenant> FindAsync(ITenantStore store, string name, CancellationToken cancellationToken) =>
        await store.FindAsync(name, cancellationToken)
        ?? (name == Tenant.DefaultName ? DefaultTenant.New : throw WebErrors.TenantUnknown.With(("tenant", name)));

    /// <summary>The error with its id, then each finding on a line of its own.</summary>
    private async Task<int> SayAsync(UserError error)
    {
        var problems = environment.Services.GetRequiredService<Problems>();
        await environment.Error.WriteLineAsync($"{error.Id}: {problems.Detail(error, environment.Culture)}");
        if (error is ValidationError invalid)
        {
            var texts = environment.Services.GetRequiredService<ITexts>();
            foreach (var finding in invalid.Findings)
            {
                await environment.Error.WriteLineAsync($"  {finding.Code.Id}: {texts.Get(environment.Culture, finding.Code, finding.Args)}");
            }
        }

        return ExitCodes.Refused;
    }
}

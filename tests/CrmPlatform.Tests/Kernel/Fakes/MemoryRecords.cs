using CrmPlatform.Content;
using CrmPlatform.Recipes;

namespace CrmPlatform.Tests.Kernel.Fakes;

/// <summary>Sample records by type and key.</summary>
internal sealed class MemoryRecords : IRecipeRecords
{
    public HashSet<string> All { get; } = new(StringComparer.OrdinalIgnoreCase);

    public int Acts { get; private set; }

    public Task<int> ApplyAsync(Actor actor, string recipe, IReadOnlyList<RecipeRecord> records, CancellationToken cancellationToken)
    {
        var created = records.Count(r => All.Add($"{r.Type}/{r.Key}"));
        Acts += created > 0 ? 1 : 0;
        return Task.FromResult(created);
    }

    public Task<int> RemoveAsync(Actor actor, string recipe, IReadOnlyList<RecipeRecord> records, CancellationToken cancellationToken) =>
        Task.FromResult(records.Count(r => All.Remove($"{r.Type}/{r.Key}")));
}

using CrmPlatform.Content.Definitions;

namespace CrmPlatform.Tests.Kernel.Fakes;

internal static class Layers
{
    /// <summary>One type with text fields.</summary>
    public static Layer Of(string type, params string[] fields) =>
        new() { Id = "?", Types = [new TypeDefinition { Id = type, Fields = [.. fields.Select(f => Field.Text(f, f, f))] }] };
}

using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Cells;

/// <summary>One value that a field may take, as people see it.</summary>
/// <param name="Offered">False: only on old records.</param>
public sealed record Option(string Id, string Label, string? Color, bool Offered = true);

/// <summary>Values to choose from.</summary>
internal static class ChoiceList
{
    public static IReadOnlyList<Option> Of(PageContext page, ContentField field) => Of(page, field.Choices);

    public static IReadOnlyList<Option> Of(PageContext page, IEnumerable<ChoiceDefinition> choices) =>
        [.. choices.Select(c => new Option(c.Id, page.L(c.Label, c.Id), c.Color, c.Hidden != true))];

    public static bool IsStaged(ContentField field, string id) =>
        string.Equals(field.Part, KnownParts.Staged, StringComparison.OrdinalIgnoreCase)
        && string.Equals(field.Id, id, StringComparison.OrdinalIgnoreCase);

    public static string StageColor(Stage stage) =>
        stage.Color ?? stage.Kind switch { StageKind.Won => "green", StageKind.Lost => "red", _ => "blue" };
}

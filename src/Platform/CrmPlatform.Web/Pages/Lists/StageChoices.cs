using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Model;
using CrmPlatform.Web.Shell;

namespace CrmPlatform.Web.Pages.Lists;

/// <summary>The field of the stage with just the stages to choose from: those of one pipeline, or of each under its name.</summary>
internal static class StageChoices
{
    private const char Between = '/';

    public static ContentField? Field(PageContext page, ContentType type)
    {
        var pipelines = page.Model.PipelinesOf(type.Id).ToList();
        return type.Find(StandardFields.Stage) is { } field && pipelines.Count > 0
            ? field with { Choices = [.. pipelines.SelectMany(p => p.Stages.Where(s => !s.Hidden).Select(s => Choice(page, p, s, pipelines.Count > 1)))] }
            : null;
    }

    public static ContentField Of(PageContext page, ContentField field, Pipeline pipeline) =>
        field with { Choices = [.. pipeline.Stages.Select(s => Choice(page, pipeline, s, named: false))] };

    public static (string Pipeline, string Stage) Split(PageContext page, ContentType type, string value) =>
        value.Split(Between, 2) is [var pipeline, var stage] ? (pipeline, stage) : (page.Model.PipelinesOf(type.Id).First().Id, value);

    private static ChoiceDefinition Choice(PageContext page, Pipeline pipeline, Stage stage, bool named) => new()
    {
        Id = named ? $"{pipeline.Id}{Between}{stage.Id}" : stage.Id,
        Label = named ? Localization.LocalizedText.Of($"{page.L(pipeline.Label, pipeline.Id)}: {page.L(stage.Label, stage.Id)}", $"{page.L(pipeline.Label, pipeline.Id)}: {page.L(stage.Label, stage.Id)}") : stage.Label,
        Hidden = stage.Hidden,
    };
}

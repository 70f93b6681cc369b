using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Fields;
using CrmPlatform.Recipes;

namespace CrmPlatform.Content.Model;

/// <summary>
/// Merges layers into an effective model. Pure: equal layers give equal models, in every process. What refers to something absent
/// is left out and listed as dormant.
/// </summary>
public sealed class ContentModelFactory : IContentModelFactory
{
    public ContentModel Build(IReadOnlyList<Layer> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        var fieldTypes = BuiltInFieldTypes.Instance;
        var stack = new LayerStack(layers, fieldTypes);
        var dormant = new List<DormantReference>();

        var drafts = TypeDraft.Make(stack, fieldTypes, dormant);
        var pipelines = PipelineBuilder.Draft(stack, drafts, dormant);
        var types = TypeBuilder.Build(stack, drafts, pipelines, fieldTypes, dormant);
        var effectivePipelines = PipelineBuilder.Build(pipelines, types, dormant);

        // Paths are resolved against a model that is not finished yet.
        var bare = new ContentModel("", types, effectivePipelines, [], [], [], []);
        types = FieldReferences.Check(stack, types, bare, dormant);
        var views = ViewBuilder.Build(stack, bare, dormant);
        types = IndexBuilder.AddIndexes(types, views, bare);

        var roles = stack.Roles.Values.Select(r => r.Definition).ToList();
        var navigation = ViewBuilder.Navigation(stack, bare, dormant);
        var hash = ModelHash.Of(types, effectivePipelines, views, roles, navigation, dormant);
        return new ContentModel(hash, types, effectivePipelines, views, roles, navigation, dormant);
    }
}

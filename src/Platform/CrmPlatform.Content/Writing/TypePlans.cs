using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using CrmPlatform.Content.Fields;
using CrmPlatform.Data;

namespace CrmPlatform.Content.Writing;

/// <summary>The plans of the models in use; they go when their model goes.</summary>
internal sealed class TypePlans(IFieldTypes fieldTypes, IDuplicateKeyText texts)
{
    private readonly ConditionalWeakTable<ContentModel, ConcurrentDictionary<string, TypePlan>> _plans = [];

    /// <summary>The plan of a type, or the user error <c>content.unknown-type</c>.</summary>
    public TypePlan Get(ContentModel model, string type)
    {
        var ofModel = _plans.GetOrCreateValue(model);
        if (ofModel.TryGetValue(type, out var known))
        {
            return known;
        }

        var found = model.Get(type);
        return ofModel.GetOrAdd(found.Id, id => new TypePlan(found, fieldTypes, texts));
    }
}

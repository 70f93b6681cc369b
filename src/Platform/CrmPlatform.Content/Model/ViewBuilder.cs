using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;

namespace CrmPlatform.Content.Model;

/// <summary>Views and navigation whose types are there, without what is absent.</summary>
internal static class ViewBuilder
{
    public static List<ViewDefinition> Build(LayerStack stack, ContentModel model, List<DormantReference> dormant)
    {
        var resolver = new PathResolver(model);
        var views = new List<ViewDefinition>();
        foreach (var (id, view) in stack.Views)
        {
            var type = model.Find(view.Definition.Type ?? "");
            if (type is null)
            {
                dormant.Add(new DormantReference(view.Layer, $"view {id}", $"type {view.Definition.Type}"));
                continue;
            }

            if (Build(view, type, model, resolver, dormant) is { } built)
            {
                views.Add(built);
            }
        }

        return [.. views.InOrder(v => v.Order)];
    }

    public static List<NavigationDefinition> Navigation(LayerStack stack, ContentModel model, List<DormantReference> dormant)
    {
        var entries = new List<NavigationDefinition>();
        foreach (var (id, entry) in stack.Navigation)
        {
            var definition = entry.Definition;
            if (definition.Type is not { } name)
            {
                entries.Add(definition);
            }
            else if (model.Find(stack.Canonical(name)) is { } type)
            {
                entries.Add(definition with { Type = type.Id, Label = definition.Label ?? type.PluralLabel, Icon = definition.Icon ?? type.Icon });
            }
            else
            {
                dormant.Add(new DormantReference(entry.Layer, $"navigation {id}", $"type {name}"));
            }
        }

        return [.. entries.InOrder(e => e.Order)];
    }

    /// <summary>Null when its filter names something absent: the list would show what it was not meant to.</summary>
    private static ViewDefinition? Build(
        Layered<ViewDefinition> view, ContentType type, ContentModel model, PathResolver resolver, List<DormantReference> dormant)
    {
        var definition = view.Definition;
        if (definition.Where is { } where && FilterCheck.MissingOf(model, type, where, alone: false) is { } missing)
        {
            dormant.Add(new DormantReference(view.Layer, $"view {definition.Id}, filter", missing));
            return null;
        }

        return definition with
        {
            Type = type.Id,
            Label = definition.Label ?? type.PluralLabel,
            Columns = Present(definition.Columns, "column", view, type, resolver, dormant),
            Sort = Present(definition.Sort, "sort", view, type, resolver, dormant),
        };
    }

    private static List<string>? Present(
        IReadOnlyList<string>? paths, string what, Layered<ViewDefinition> view, ContentType type, PathResolver resolver, List<DormantReference> dormant)
    {
        if (paths is null)
        {
            return null;
        }

        var present = new List<string>();
        foreach (var path in paths)
        {
            if (resolver.TryResolve(type, path.TrimStart('-')) is not null)
            {
                present.Add(path);
            }
            else
            {
                dormant.Add(new DormantReference(view.Layer, $"view {view.Definition.Id}, {what} {path}", $"field {type.Id}.{path.TrimStart('-')}"));
            }
        }

        return present;
    }
}

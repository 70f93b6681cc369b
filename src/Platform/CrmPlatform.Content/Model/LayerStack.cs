using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Fields;

namespace CrmPlatform.Content.Model;

/// <summary>All layers laid over each other, before anything refers to anything.</summary>
internal sealed class LayerStack
{
    private readonly BuiltInFieldTypes _fieldTypes;
    private readonly Dictionary<string, string> _typeAliases = new(StringComparer.OrdinalIgnoreCase);

    public LayerStack(IReadOnlyList<Layer> layers, BuiltInFieldTypes fieldTypes)
    {
        _fieldTypes = fieldTypes;
        foreach (var layer in layers)
        {
            ModelIds.CheckLayer(layer);
            CollectAliases(layer);
        }

        foreach (var layer in layers)
        {
            AddTypes(layer);
            AddParts(layer);
            AddPipelines(layer);
            AddViews(layer);
            AddNamed(Roles, layer.Roles, r => r.Id, Overlay.Over, layer.Id);
            AddNamed(Navigation, layer.Navigation, n => n.Id, Overlay.Over, layer.Id);
        }
    }

    public OrderedDictionary<string, LayeredType> Types { get; } = new(StringComparer.OrdinalIgnoreCase);

    public OrderedDictionary<string, LayeredPart> Parts { get; } = new(StringComparer.OrdinalIgnoreCase);

    public List<Layered<PipelineDefinition>> Pipelines { get; } = [];

    public OrderedDictionary<string, Layered<ViewDefinition>> Views { get; } = new(StringComparer.OrdinalIgnoreCase);

    public OrderedDictionary<string, Layered<RoleDefinition>> Roles { get; } = new(StringComparer.OrdinalIgnoreCase);

    public OrderedDictionary<string, Layered<NavigationDefinition>> Navigation { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The present id of a type that may be named by a former one.</summary>
    public string Canonical(string type) => _typeAliases.GetValueOrDefault(type, type);

    /// <summary>The layer that first named a type.</summary>
    public string LayerOf(string type) => Types[type].Layer;

    private void CollectAliases(Layer layer)
    {
        foreach (var type in layer.Types)
        {
            foreach (var alias in type.Aliases ?? [])
            {
                _typeAliases[alias] = type.Id;
            }
        }
    }

    private void AddTypes(Layer layer)
    {
        foreach (var definition in layer.Types)
        {
            var id = Canonical(definition.Id);
            if (!Types.TryGetValue(id, out var type))
            {
                type = new LayeredType(new TypeDefinition { Id = id }, layer.Id, new LayeredFields(id, _fieldTypes));
                Types[id] = type;
            }

            type.Definition = definition.Over(type.Definition);
            foreach (var part in definition.Parts ?? [])
            {
                type.PartLayers.TryAdd(part, layer.Id);
            }

            foreach (var field in definition.Fields)
            {
                type.Fields.Add(field, layer.Id);
            }
        }
    }

    private void AddParts(Layer layer)
    {
        foreach (var definition in layer.Parts)
        {
            if (!Parts.TryGetValue(definition.Id, out var part))
            {
                part = new LayeredPart(definition.Id, new LayeredFields(definition.Id, _fieldTypes));
                Parts[definition.Id] = part;
            }

            foreach (var field in definition.Fields)
            {
                part.Fields.Add(field, layer.Id);
            }
        }
    }

    private void AddPipelines(Layer layer)
    {
        foreach (var written in layer.Pipelines)
        {
            var definition = written.Type is null ? written : written with { Type = Canonical(written.Type) };

            // The same id may serve pipelines of several types.
            var index = Pipelines.FindIndex(p => Same(p.Definition.Id, definition.Id)
                && (definition.Type is null || p.Definition.Type is null || Same(p.Definition.Type, definition.Type)));
            var merged = index < 0
                ? new Layered<PipelineDefinition>(definition.Over(new PipelineDefinition { Id = definition.Id }), layer.Id)
                : Pipelines[index] with { Definition = definition.Over(Pipelines[index].Definition) };
            if (definition.Default == true)
            {
                ClearDefaults(merged.Definition.Type);
            }

            if (index < 0)
            {
                Pipelines.Add(merged);
            }
            else
            {
                Pipelines[index] = merged;
            }
        }
    }

    private void ClearDefaults(string? type)
    {
        for (var i = 0; i < Pipelines.Count; i++)
        {
            if (Same(Pipelines[i].Definition.Type, type))
            {
                Pipelines[i] = Pipelines[i] with { Definition = Pipelines[i].Definition with { Default = false } };
            }
        }
    }

    private void AddViews(Layer layer)
    {
        foreach (var written in layer.Views)
        {
            var definition = written.Type is null ? written : written with { Type = Canonical(written.Type) };
            var lower = Views.GetValueOrDefault(definition.Id);
            var merged = lower is null ? new Layered<ViewDefinition>(definition, layer.Id) : lower with { Definition = definition.Over(lower.Definition) };
            if (definition.Default == true)
            {
                foreach (var (id, view) in Views.Where(v => Same(v.Value.Definition.Type, merged.Definition.Type)).ToList())
                {
                    Views[id] = view with { Definition = view.Definition with { Default = false } };
                }
            }

            Views[definition.Id] = merged;
        }
    }

    private static void AddNamed<T>(
        OrderedDictionary<string, Layered<T>> all, IReadOnlyList<T> definitions, Func<T, string> id, Func<T, T, T> over, string layer)
    {
        foreach (var definition in definitions)
        {
            all[id(definition)] = all.TryGetValue(id(definition), out var lower)
                ? lower with { Definition = over(definition, lower.Definition) }
                : new Layered<T>(definition, layer);
        }
    }

    private static bool Same(string? a, string? b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}

/// <summary>A merged definition and the layer that first named it.</summary>
internal sealed record Layered<T>(T Definition, string Layer);

internal sealed class LayeredType(TypeDefinition definition, string layer, LayeredFields fields)
{
    public TypeDefinition Definition { get; set; } = definition;

    public string Layer { get; } = layer;

    public LayeredFields Fields { get; } = fields;

    /// <summary>Part to the layer that attached it.</summary>
    public Dictionary<string, string> PartLayers { get; } = new(StringComparer.OrdinalIgnoreCase);
}

internal sealed record LayeredPart(string Id, LayeredFields Fields);

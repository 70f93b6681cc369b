using System.Globalization;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Fields;

namespace CrmPlatform.Content.Model;

/// <summary>A field merged so far, with the layer that first named it and the one that gave it its shape.</summary>
internal sealed record LayeredField(FieldDefinition Definition, string Layer, string ShapeLayer);

/// <summary>Fields of a type or part as the layers pile up. Two layers that disagree on a storage shape contradict.</summary>
internal sealed class LayeredFields(string owner, BuiltInFieldTypes fieldTypes)
{
    private readonly OrderedDictionary<string, LayeredField> _fields = new(StringComparer.OrdinalIgnoreCase);

    public IEnumerable<LayeredField> All => _fields.Values;

    public void Add(FieldDefinition definition, string layer)
    {
        Check(definition, layer);
        Add(new LayeredField(definition, layer, layer));
    }

    /// <summary>Lays a field over the one of the same id, if there is one.</summary>
    public void Add(LayeredField higher)
    {
        var id = Canonical(higher.Definition.Id);
        if (!_fields.TryGetValue(id, out var lower))
        {
            _fields[id] = higher;
            return;
        }

        var merged = higher.Definition.Over(lower.Definition);
        var shapes = SaysShape(higher.Definition);
        if (shapes && lower.Definition.Type is not null)
        {
            CheckShapes(lower, higher, merged);
        }

        _fields[id] = new LayeredField(merged, lower.Layer, shapes && lower.Definition.Type is null ? higher.ShapeLayer : lower.ShapeLayer);
    }

    private static bool SaysShape(FieldDefinition definition) =>
        definition.Type is not null || definition.Scale is not null || definition.Target is not null;

    private string Canonical(string id) =>
        _fields.ContainsKey(id)
            ? id
            : _fields.Values.FirstOrDefault(f => f.Definition.Aliases?.Contains(id, StringComparer.OrdinalIgnoreCase) == true)?.Definition.Id ?? id;

    private void Check(FieldDefinition definition, string layer)
    {
        if (SystemFieldSet.Reserved.Contains(definition.Id))
        {
            throw ModelErrors.ReservedId.With(("type", owner), ("field", definition.Id), ("layer", layer));
        }

        if (definition.Type is { } type && fieldTypes.Find(type) is null)
        {
            var known = string.Join(", ", fieldTypes.All.Select(t => t.Key));
            throw ModelErrors.UnknownFieldType.With(
                ("type", owner), ("field", definition.Id), ("layer", layer), ("fieldType", type), ("known", known));
        }

        if (definition.Scale is < 0 or > 9)
        {
            throw ModelErrors.BadScale.With(("type", owner), ("field", definition.Id), ("layer", layer), ("scale", definition.Scale));
        }
    }

    private void CheckShapes(LayeredField lower, LayeredField higher, FieldDefinition merged)
    {
        var before = Shape(lower.Definition);
        var after = Shape(merged);
        if (before != after)
        {
            throw ModelErrors.Contradiction.With(
                ("layer", higher.Layer),
                ("type", owner),
                ("field", lower.Definition.Id),
                ("shape", after.ToString()),
                ("other", lower.ShapeLayer),
                ("otherShape", before.ToString()));
        }
    }

    private FieldShape Shape(FieldDefinition definition)
    {
        var type = fieldTypes.Get(definition.Type!);
        var storage = type.CreateStorage(definition with { Indexed = false });
        var columns = string.Join(
            ',', storage.Columns.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Kind}{c.Scale}")));
        var target = type switch
        {
            EmployeeField => EmployeeField.TargetType,
            LookupField or MultiLookupField => definition.Target,
            _ => null,
        };
        return new FieldShape(columns, storage.Many, target?.ToUpperInvariant(), Describe(type, definition, target));
    }

    private static string Describe(FieldType type, FieldDefinition definition, string? target) =>
        target is not null ? $"{type.Key} ({target})"
        : type is DecimalField or MoneyField ? string.Create(CultureInfo.InvariantCulture, $"{type.Key} ({DecimalField.ScaleOf(definition)})")
        : type.Key;

    /// <summary>What the database and the meaning of a link depend on.</summary>
    private sealed record FieldShape(string Columns, bool Many, string? Target, string Description)
    {
        public bool Equals(FieldShape? other) =>
            other is not null && Columns == other.Columns && Many == other.Many && Target == other.Target;

        public override int GetHashCode() => HashCode.Combine(Columns, Many, Target);

        public override string ToString() => Description;
    }
}

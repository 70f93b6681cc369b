using System.Security.Cryptography;
using System.Text.Json;
using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Errors;
using CrmPlatform.Recipes;

namespace CrmPlatform.Tests.Kernel.Fakes;

/// <summary>Merges layers just well enough for the kernel: fields by id, a field's type may not change.</summary>
internal sealed class TinyModels : IContentModelFactory
{
    public static readonly ErrorCode Contradiction = new("model.contradiction", "{field} is {first} in {a} and {second} in {b}.", 409);

    public int Built { get; private set; }

    public ContentModel Build(IReadOnlyList<Layer> layers)
    {
        Built++;
        var types = new Dictionary<string, ContentType>(StringComparer.OrdinalIgnoreCase);
        foreach (var group in layers.SelectMany(l => l.Types.Select(t => (Layer: l.Id, Type: t))).GroupBy(t => t.Type.Id, StringComparer.OrdinalIgnoreCase))
        {
            types[group.Key] = Merge([.. group]);
        }

        var pipelines = layers.SelectMany(l => l.Pipelines).GroupBy(p => p.Id, StringComparer.OrdinalIgnoreCase).Select(Pipeline).ToList();
        var hash = Convert.ToHexString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(layers, DefinitionJson.Options)));
        return new ContentModel(
            hash,
            types,
            pipelines,
            [.. layers.SelectMany(l => l.Views).GroupBy(v => v.Id).Select(g => g.Last())],
            [.. layers.SelectMany(l => l.Roles).GroupBy(v => v.Id).Select(g => g.Last())],
            [.. layers.SelectMany(l => l.Navigation).GroupBy(v => v.Id).Select(g => g.Last())],
            []);
    }

    private static ContentType Merge(IReadOnlyList<(string Layer, TypeDefinition Type)> definitions)
    {
        var fields = new Dictionary<string, ContentField>(StringComparer.OrdinalIgnoreCase);
        foreach (var (layer, field) in definitions.SelectMany(d => d.Type.Fields.Select(f => (d.Layer, f))))
        {
            fields.TryGetValue(field.Id, out var below);
            if (below is not null && field.Type is { } type && type != below.Type)
            {
                throw Contradiction.With(("field", field.Id), ("first", below.Type), ("second", type), ("a", "a layer below"), ("b", layer));
            }

            fields[field.Id] = new ContentField
            {
                Id = field.Id,
                Type = field.Type ?? below?.Type ?? FieldTypes.Text,
                Label = field.Label ?? below?.Label ?? field.Id,
                Definition = field with { Type = field.Type ?? below?.Type, Label = field.Label ?? below?.Label },
                Storage = new NoStorage(),
                Choices = field.Choices,
            };
        }

        var last = definitions[^1].Type;
        var label = definitions.Select(d => d.Type.Label).LastOrDefault(l => l is not null) ?? last.Id;
        return new ContentType
        {
            Id = definitions[0].Type.Id,
            Table = last.Id,
            Label = label,
            PluralLabel = label,
            NameField = "name",
            Parts = [.. definitions.SelectMany(d => d.Type.Parts ?? [])],
            Fields = fields,
            OrderedFields = [.. fields.Values],
        };
    }

    private static Pipeline Pipeline(IEnumerable<PipelineDefinition> definitions)
    {
        var all = definitions.ToList();
        var stages = all.SelectMany(p => p.Stages).GroupBy(s => s.Id).Select(g => g.Last())
            .Select(s => new Stage(s.Id, s.Label ?? s.Id, s.Kind ?? StageKind.Open, s.Order ?? 0, s.Probability ?? 0, s.RottingDays, s.Color, s.Requires ?? [], false));
        return new Pipeline(all[0].Id, all[0].Type!, all[^1].Label ?? all[0].Id, all[^1].Default ?? false, [.. stages], all[^1].Moves, [], []);
    }

    private sealed class NoStorage : FieldStorage
    {
        public override IReadOnlyList<StorageColumn> Columns => [];

        public override void Write(object? value, Span<object?> columns) => throw new NotSupportedException();

        public override object? Read(ReadOnlySpan<object?> columns) => throw new NotSupportedException();
    }
}

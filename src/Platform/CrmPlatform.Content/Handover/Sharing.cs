using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;

namespace CrmPlatform.Content.Handover;

/// <summary>Shares records out, one after the other.</summary>
internal sealed class Sharing(HandoverRequest request, IReadOnlyList<ContentRecord> receivers)
{
    private static readonly string[] _places = ["region", "city", "location"];

    private readonly Dictionary<RecordRef, long> _with = [];
    private readonly Dictionary<(string Type, long Receiver), int> _load = [];

    public List<(RecordRef Record, long Receiver)> Given { get; } = [];

    /// <summary>What decides: where a record is, and whose it is.</summary>
    public static IReadOnlyList<ContentField> ColumnsOf(ContentType type)
    {
        var fields = type.OrderedFields.Where(f => IsPlace(f) || f.Type is FieldTypes.Lookup or FieldTypes.Reference).ToList();
        return fields.Count > 0 ? fields : [type.Fields[type.NameField]];
    }

    public void Give(ContentType type, QueryRow row)
    {
        var record = new RecordRef(type.Id, row.Id);
        var fields = ColumnsOf(type);
        var receiver = request.Rule == HandoverRule.ByType ? request.ByType[type.Id]
            : Following(row)
            ?? (request.Rule == HandoverRule.Region ? OfRegion(type, fields, row) : null)
            ?? Least(type, receivers);
        Given.Add((record, receiver));
        _with[record] = receiver;
        var load = (type.Id, receiver);
        _load[load] = _load.GetValueOrDefault(load) + 1;
    }

    private static bool IsPlace(ContentField field) =>
        field.Type == FieldTypes.Address
        || (field.Type == FieldTypes.Text && _places.Contains(field.Id, StringComparer.OrdinalIgnoreCase));

    /// <summary>With the client that it belongs to.</summary>
    private long? Following(QueryRow row)
    {
        foreach (var link in row.Values.OfType<RecordLink>())
        {
            if (_with.TryGetValue(new RecordRef(link.Type, link.Id), out var receiver))
            {
                return receiver;
            }
        }

        return null;
    }

    private long? OfRegion(ContentType type, IReadOnlyList<ContentField> fields, QueryRow row)
    {
        var places = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < fields.Count; i++)
        {
            var texts = row.Values[i] switch
            {
                PostalAddress address => new[] { address.Region, address.City, address.Country },
                string text when IsPlace(fields[i]) => [text],
                _ => [],
            };
            places.UnionWith(texts.OfType<string>().Select(t => TextFolding.Fold(t.Trim())));
        }

        var near = receivers.Where(r => r["region"] is string { Length: > 0 } region && places.Contains(TextFolding.Fold(region.Trim()))).ToList();
        return near.Count == 0 ? null : Least(type, near);
    }

    private long Least(ContentType type, IReadOnlyList<ContentRecord> among) => among.MinBy(r => _load.GetValueOrDefault((type.Id, r.Id)))!.Id;
}

using System.Text.Json;
using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Model;
using CrmPlatform.Content.Queries;
using CrmPlatform.Data;

namespace CrmPlatform.Tests.Data;

/// <summary>A small firm's companies and deals, with gaps, repetitions, binned records and odd spellings; the same on each run.</summary>
internal sealed class SalesData
{
    private static readonly string[] _names = ["Müller", "MULLER", "Ёлка", "елка", "Acme", "acme 2", "Ящик", "Zeta_%", "O'Brien", "naïve", "日本"];
    private static readonly string[] _sectors = ["retail", "it", "medical"];
    private static readonly string[] _tags = ["red", "big", "old"];
    private static readonly string[] _stages = ["new", "offer", "won"];
    private static readonly string[] _currencies = ["USD", "EUR"];

    private readonly Random _random = new(20261121);
    private long _id;

    public SalesData()
    {
        Model = new ContentModelFactory().Build([new PlatformLayer().Build(), Sales()]);
        for (var i = 0; i < 6; i++)
        {
            Add("Employee", ("name", $"Seller {i % 5}"));
        }

        for (var i = 0; i < 40; i++)
        {
            AddCompany(i);
        }

        for (var i = 0; i < 260; i++)
        {
            AddDeal();
        }
    }

    public ContentModel Model { get; }

    public Dictionary<string, List<ContentRecord>> Records { get; } = new(StringComparer.OrdinalIgnoreCase);

    public ContentType Deal => Model.Get("Deal");

    public static DateTimeOffset Start { get; } = new(2026, 3, 20, 0, 0, 0, TimeSpan.Zero);

    public ContentRecord? Find(string type, long id) => Records[type].Find(r => r.Id == id);

    public async Task StoreAsync(ITenantDatabase database, CancellationToken cancellationToken)
    {
        await using var session = await database.WriteAsync(WritePriority.Interactive, cancellationToken);
        foreach (var (type, records) in Records)
        {
            await session.InsertAsync(Model.Get(type), [.. records.Select(r => new RecordWrite(r, []))], cancellationToken);
        }

        await session.CommitAsync(cancellationToken);
    }

    public ContentRecord Add(string type, params (string Field, object? Value)[] values)
    {
        var at = Start.AddMinutes(_id);
        var all = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase)
        {
            [SystemFields.CreatedAt] = at,
            [SystemFields.CreatedBy] = 1L,
            [SystemFields.CreatedAct] = 1L,
            [SystemFields.UpdatedAt] = at,
            [SystemFields.UpdatedBy] = 1L,
        };
        foreach (var (field, value) in values.Where(v => v.Value is not null))
        {
            all[field] = value;
        }

        var record = new ContentRecord(type, ++_id, 1, all);
        if (!Records.TryGetValue(type, out var records))
        {
            Records[type] = records = [];
        }

        records.Add(record);
        return record;
    }

    private static Layer Sales() => new()
    {
        Id = "sales",
        Types =
        [
            new TypeDefinition { Id = "Employee", Fields = [Text("name") with { Indexed = true }] },
            new TypeDefinition
            {
                Id = "Company",
                Fields =
                [
                    Text("name") with { Searchable = true, Indexed = true },
                    Of(FieldTypes.Choice, "sector") with { Choices = [.. _sectors.Select(s => new ChoiceDefinition { Id = s })] },
                    Of(FieldTypes.Date, "founded"),
                    Of(FieldTypes.Lookup, "parent") with { Target = "Company" },
                    Of(FieldTypes.MultiChoice, "tags") with { Choices = [.. _tags.Select(s => new ChoiceDefinition { Id = s })] },
                    Of(FieldTypes.Address, "address"),
                ],
            },
            new TypeDefinition { Id = "Deal", Fields = DealFields() },
        ],
        Views = [new ViewDefinition { Id = "deals.offers", Type = "Deal", Where = FilterOf("""{"field":"stage","value":"offer"}"""), Sort = ["-amount"] }],
    };

    private static FieldDefinition[] DealFields() =>
    [
        Text("name") with { Searchable = true },
        Text("remark") with { Searchable = true },
        Of(FieldTypes.LongText, "story"),
        Of(FieldTypes.Money, "amount"),
        Of(FieldTypes.Decimal, "rate") with { Scale = 3 },
        Of(FieldTypes.Integer, "floor"),
        Of(FieldTypes.Date, "closedOn"),
        Of(FieldTypes.DateTime, "due"),
        Of(FieldTypes.Boolean, "hot"),
        Of(FieldTypes.Choice, "stage") with { Choices = [.. _stages.Select(s => new ChoiceDefinition { Id = s })] },
        Of(FieldTypes.MultiChoice, "tags") with { Choices = [.. _tags.Select(s => new ChoiceDefinition { Id = s })] },
        Of(FieldTypes.Lookup, "company") with { Target = "Company" },
        Of(FieldTypes.MultiLookup, "partners") with { Target = "Company" },
        Of(FieldTypes.Employee, "owner"),
        Of(FieldTypes.Phone, "phone") with { Searchable = true },
        Of(FieldTypes.Email, "mail"),
    ];

    private static FilterNode FilterOf(string json) => JsonSerializer.Deserialize<FilterNode>(json)!;

    private static FieldDefinition Text(string id) => Of(FieldTypes.Text, id);

    private static FieldDefinition Of(string type, string id) => new() { Id = id, Type = type, Label = id };

    private void AddCompany(int i) =>
        Add(
            "Company",
            ("name", $"{Pick(_names)} {i % 4}"),
            ("sector", Maybe(() => Pick(_sectors))),
            ("founded", Maybe(() => new DateOnly(2000 + _random.Next(20), 1 + _random.Next(12), 1 + _random.Next(28)))),
            ("parent", Maybe(() => (object)(7L + _random.Next(Math.Max(1, i))))),
            ("tags", Maybe(Tags)),
            ("address", Maybe(() => new PostalAddress(null, Pick(_names), null, "0" + i, null))),
            (SystemFields.DeletedAt, i % 9 == 8 ? Start : null));

    private void AddDeal() =>
        Add(
            "Deal",
            ("name", $"{Pick(_names)} order {_random.Next(30)}"),
            ("remark", Maybe(() => Pick(_names).ToUpperInvariant())),
            ("story", Maybe(() => "Long " + Pick(_names))),
            ("amount", Maybe(Amount)),
            ("rate", Maybe(() => (object)(_random.Next(-2000, 2000) / 1000m))),
            ("floor", Maybe(() => (object)(long)_random.Next(-2, 12))),
            ("closedOn", Maybe(() => (object)new DateOnly(2026, 1, 1).AddDays(_random.Next(400)))),
            ("due", Maybe(() => (object)Start.AddMinutes(_random.Next(20_000) * 17))),
            ("hot", Maybe(() => (object)(_random.Next(2) == 0))),
            ("stage", Maybe(() => Pick(_stages))),
            ("tags", Maybe(Tags)),
            ("company", Maybe(() => (object)(7L + _random.Next(40)))),
            ("partners", Maybe(() => (object)Enumerable.Range(0, 1 + _random.Next(3)).Select(_ => 7L + _random.Next(40)).Distinct().ToArray())),
            ("owner", Maybe(() => (object)(1L + _random.Next(6)))),
            ("phone", Maybe(() => "+7916" + _random.Next(1_000_000, 9_999_999))),
            ("mail", Maybe(() => $"a{_random.Next(20)}@example.com")),
            (SystemFields.DeletedAt, _random.Next(10) == 0 ? Start : null));

    private Money Amount()
    {
        var amount = _random.Next(0, 40) * 25.5m;
        return new Money(amount, Pick(_currencies), _random.Next(12) == 0 ? null : amount * 2);
    }

    private string[] Tags() => [.. _tags.Where(_ => _random.Next(2) == 0).DefaultIfEmpty("red")];

    private object? Maybe(Func<object> make) => _random.Next(6) == 0 ? null : make();

    private T Pick<T>(T[] of) => of[_random.Next(of.Length)];
}

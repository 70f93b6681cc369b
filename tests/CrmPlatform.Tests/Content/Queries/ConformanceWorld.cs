using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Model;
using CrmPlatform.Content.Queries;
using CrmPlatform.Tests.Content.Model;

namespace CrmPlatform.Tests.Content.Queries;

/// <summary>
/// Companies, people and deals with every kind of field, filled and empty, live and in the bin: what filters are tried on.
/// Made by a fixed seed, so that a failure can be looked at again.
/// </summary>
internal sealed class ConformanceWorld
{
    private const int Seed = 20261121;
    private static readonly DateTimeOffset _created = new(2026, 11, 1, 8, 0, 0, TimeSpan.Zero);

    private static readonly string[] _names =
    [
        "Müller GmbH", "MULLER ag", "Ёлка", "елка плюс", "Straße 5", "strasse", "50% off_", "O'Brien", "back\\slash", "Ångström", "angstrom", "a",
        "МОЙ ДОМ", "мой дом", "Łódź", "lodz", "İstanbul", "naïve café", "CAFÉ", "x_y", "xzy", "100%", "日本", "emoji 🎈 co", "Æsir", "aesir",
    ];

    private static readonly string[] _cities = ["Köln", "koln", "Москва", "Нью-Йорк", "S%o Paulo", "A_b"];
    private static readonly string[] _sectors = ["retail", "finance", "it"];
    private static readonly string[] _tags = ["VIP", "vip ", "Новый", "café", "50%", "x_y"];
    private static readonly decimal[] _amounts = [-5m, 0m, 0.01m, 9.99m, 10m, 100.5m, 10005534m, 90000000000.25m];
    private static readonly string[] _stages = ["new", "talk", "won"];

    private readonly Random _random = new(Seed);

    public ConformanceWorld()
    {
        People = [.. Enumerable.Range(1, 8).Select(Person)];
        Companies = [.. Enumerable.Range(101, 60).Select(Company)];
        Deals = [.. Enumerable.Range(1001, 150).Select(Deal)];
    }

    public static ContentModel Model { get; } = Samples.Build(
        new PlatformLayer().Build(),
        new Layer
        {
            Id = "conformance",
            Types = [PersonType(), CompanyType(), DealType()],
        });

    public static BindContext Context { get; } = Samples.Context(employee: 3, zone: "Europe/Berlin");

    public IReadOnlyList<ContentRecord> People { get; }

    public IReadOnlyList<ContentRecord> Companies { get; }

    public IReadOnlyList<ContentRecord> Deals { get; }

    public IReadOnlyList<ContentRecord> Of(string type) => type switch
    {
        "Employee" => People,
        "Company" => Companies,
        "Deal" => Deals,
        _ => [],
    };

    /// <summary>Ids of the live records for which a filter holds in memory, ascending.</summary>
    public async Task<IReadOnlyList<long>> EvaluateAsync(string type, BoundFilter filter, bool bin, CancellationToken cancellationToken)
    {
        var ids = new List<long>();
        foreach (var record in Of(type).Where(r => IsLive(r) != bin))
        {
            if (await FilterEvaluator.HoldsAsync(filter, Model.Get(type), record, Follow, cancellationToken))
            {
                ids.Add(record.Id);
            }
        }

        return ids;
    }

    public ValueTask<IReadOnlyList<ContentRecord>> Follow(BoundHop hop, ContentRecord from, CancellationToken cancellationToken)
    {
        var records = Of(hop.Target.Id);
        return ValueTask.FromResult<IReadOnlyList<ContentRecord>>(hop.Backward
            ? [.. records.Where(r => IsLive(r) && Points(r[hop.Field.Id], from))]
            : [.. records.Where(r => Points(from[hop.Field.Id], r))]);
    }

    private static bool Points(object? link, ContentRecord to) => link switch
    {
        long id => id == to.Id,
        IReadOnlyList<long> ids => ids.Contains(to.Id),
        RecordRef reference => reference == to.Ref,
        _ => false,
    };

    private static bool IsLive(ContentRecord record) => record[SystemFields.DeletedAt] is null;

    private static TypeDefinition PersonType() => new()
    {
        Id = "Employee",
        Label = "Employee",
        Parts = [KnownParts.Party],
        Fields =
        [
            Field.Text("name", "Name", "Имя"),
            Field.Lookup("head", "Employee", "Head", "Руководитель"),
            Field.Integer("age", "Age", "Возраст"),
        ],
    };

    private static TypeDefinition CompanyType() => new()
    {
        Id = "Company",
        Label = "Company",
        Parts = [KnownParts.Party, KnownParts.Owned, KnownParts.Tagged],
        Fields =
        [
            Field.Text("name", "Name", "Название"),
            Field.Text("city", "City", "Город") with { Searchable = true },
            Field.LongText("notes", "Notes", "Заметки"),
            Field.Choice("sector", "Sector", "Отрасль", [.. _sectors.Select(s => Field.Option(s, s, s))]),
            Field.Of(FieldTypes.MultiChoice, "channels", "Channels", "Каналы") with { Choices = [.. _stages.Select(s => Field.Option(s, s, s))] },
            Field.Integer("employees", "Employees", "Сотрудники"),
            Field.Of(FieldTypes.Decimal, "rating", "Rating", "Оценка") with { Scale = 3 },
            Field.Of(FieldTypes.Percent, "share", "Share", "Доля"),
            Field.Money("revenue", "Revenue", "Выручка"),
            Field.Date("foundedOn", "Founded on", "Основана"),
            Field.Of(FieldTypes.DateTime, "calledAt", "Called at", "Звонок"),
            Field.Boolean("active", "Active", "Активна"),
            Field.Of(FieldTypes.Address, "address", "Address", "Адрес"),
            Field.Email("email", "E-mail", "Почта"),
            Field.Phone("phone", "Phone", "Телефон"),
            Field.Of(FieldTypes.Url, "website", "Website", "Сайт"),
            Field.Lookup("parent", "Company", "Parent", "Головная"),
            Field.Of(FieldTypes.MultiLookup, "partners", "Partners", "Партнёры") with { Target = "Company" },
        ],
    };

    private static TypeDefinition DealType() => new()
    {
        Id = "Deal",
        Label = "Deal",
        Parts = [KnownParts.Owned],
        Fields =
        [
            Field.Text("name", "Name", "Название"),
            Field.Lookup("company", "Company", "Company", "Компания"),
            Field.Of(FieldTypes.Reference, "about", "About", "О ком") with { Target = KnownParts.Party },
            Field.Money("amount", "Amount", "Сумма"),
            Field.Choice("phase", "Phase", "Фаза", [.. _stages.Select(s => Field.Option(s, s, s))]),
            Field.Date("closedOn", "Closed on", "Закрыта"),
        ],
    };

    private ContentRecord Person(int id) => Record("Employee", id, new()
    {
        ["name"] = Pick(_names),
        ["head"] = Maybe(() => (object)(long)_random.Next(1, 9)),
        ["age"] = Maybe(() => (object)(long)_random.Next(20, 24)),
    });

    private ContentRecord Company(int id) => Record("Company", id, new()
    {
        ["name"] = Pick(_names),
        ["city"] = Maybe(() => Pick(_cities)),
        ["notes"] = Maybe(() => Pick(_names) + "\n" + Pick(_cities)),
        ["sector"] = Maybe(() => Pick(_sectors)),
        ["channels"] = Maybe(() => Some(_stages)),
        ["tags"] = Maybe(() => Some(_tags)),
        ["employees"] = Maybe(() => (object)(long)_random.Next(-1, 6)),
        ["rating"] = Maybe(() => (object)(_random.Next(-3, 4) / 2m)),
        ["share"] = Maybe(() => (object)(decimal)_random.Next(0, 4)),
        ["revenue"] = Maybe(Amount),
        ["foundedOn"] = Maybe(() => (object)new DateOnly(2026, 11, 18).AddDays(_random.Next(6))),
        ["calledAt"] = Maybe(() => (object)new DateTimeOffset(2026, 11, 20, 21, 30, 0, TimeSpan.Zero).AddMinutes(_random.Next(8) * 30)),
        ["active"] = Maybe(() => (object)(_random.Next(2) == 0)),
        ["address"] = Maybe(() => new PostalAddress(null, Maybe(() => Pick(_cities)), null, Maybe(() => "10115"), "DE")),
        ["email"] = Maybe(() => Pick("anna@example.com", "anna@example.org", "иван@пример.рф")),
        ["phone"] = Maybe(() => Pick("+12125550123", "+79123456789")),
        ["website"] = Maybe(() => Pick("https://Example.com/Ü", "https://example.com/100%25_x")),
        ["owner"] = Maybe(() => (object)(long)_random.Next(1, 9)),
        ["parent"] = Maybe(() => (object)(long)_random.Next(101, 165)),
        ["partners"] = Maybe(() => (object)Enumerable.Range(0, _random.Next(1, 4)).Select(_ => (long)_random.Next(101, 161)).Distinct().ToList()),
    });

    private ContentRecord Deal(int id) => Record("Deal", id, new()
    {
        ["name"] = Pick(_names),
        ["company"] = Maybe(() => (object)(long)_random.Next(101, 161)),
        ["about"] = Maybe(() => (object)(_random.Next(2) == 0 ? new RecordRef("Company", _random.Next(101, 161)) : new RecordRef("Employee", _random.Next(1, 9)))),
        ["owner"] = Maybe(() => (object)(long)_random.Next(1, 9)),
        ["amount"] = Maybe(Amount),
        ["phase"] = Maybe(() => Pick(_stages)),
        ["closedOn"] = Maybe(() => (object)new DateOnly(2026, 11, 18).AddDays(_random.Next(6))),
    });

    /// <summary>A tenth of all amounts wait for a rate.</summary>
    private object Amount()
    {
        var amount = Pick(_amounts);
        var currency = Pick("USD", "EUR", "RUB");
        return new Money(amount, currency, _random.Next(10) == 0 ? null : amount);
    }

    private ContentRecord Record(string type, long id, Dictionary<string, object?> values)
    {
        var all = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase)
        {
            [SystemFields.Key] = Maybe(() => $"{type}-{id % 7}-{id}"),
            [SystemFields.CreatedAt] = _created.AddHours(id % 50),
            [SystemFields.CreatedBy] = 1L,
            [SystemFields.CreatedAct] = 1L,
            [SystemFields.UpdatedAt] = _created.AddHours(id % 50),
            [SystemFields.UpdatedBy] = 1L,
            [SystemFields.DeletedAt] = _random.Next(8) == 0 ? _created.AddDays(1) : null,
        };
        foreach (var (field, value) in values)
        {
            all[field] = value;
        }

        return new ContentRecord(type, id, 1 + (id % 3), all);
    }

    private T? Maybe<T>(Func<T> make)
        where T : class => _random.Next(4) == 0 ? null : make();

    private T Pick<T>(params T[] items) => items[_random.Next(items.Length)];

    private List<string> Some(string[] items) => [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Pick(items).Trim()).DistinctBy(TextFolding.Fold, StringComparer.Ordinal)];
}

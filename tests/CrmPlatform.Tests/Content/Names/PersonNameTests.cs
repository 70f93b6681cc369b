using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Tenants;
using CrmPlatform.Tests.Support;
using Xunit;

namespace CrmPlatform.Tests.Content.Names;

/// <summary>A person's name and its parts, in the order of the firm.</summary>
public sealed class PersonNameTests
{
    private static readonly Layer _people = new()
    {
        Id = "Test.People",
        Types =
        [
            new TypeDefinition
            {
                Id = "Person",
                PersonName = new PersonNameFields("given", "middle", "family"),
                Fields =
                [
                    Field.Text("name", "Name", "Имя") with { Required = true, SelfFilling = true, MaxLength = 300 },
                    Field.Text("given", "First name", "Имя") with { MaxLength = 20 },
                    Field.Text("middle", "Middle name", "Отчество") with { MaxLength = 20 },
                    Field.Text("family", "Last name", "Фамилия") with { MaxLength = 20 },
                    Field.Text("job", "Job", "Должность"),
                ],
            },
        ],
    };

    [Theory]
    [InlineData("Anna", NameOrder.GivenFirst, "Anna", null, null)]
    [InlineData("Ludwig van  Beethoven", NameOrder.GivenFirst, "Ludwig", null, "van Beethoven")]
    [InlineData("Bell Anna Maria", NameOrder.FamilyFirst, "Anna", "Maria", "Bell")]
    [InlineData("Иванова Анна", NameOrder.FamilyFirst, "Анна", null, "Иванова")]
    [InlineData("Иванова Анна Сергеевна", NameOrder.GivenFirst, "Анна", "Сергеевна", "Иванова")]
    [InlineData("Анна Сергеевна Иванова", NameOrder.FamilyFirst, "Анна", "Сергеевна", "Иванова")]
    [InlineData("Анна Сергеевна", NameOrder.FamilyFirst, "Анна", "Сергеевна", null)]
    [InlineData("Адам Петрович Мицкевич", NameOrder.FamilyFirst, "Адам", "Петрович", "Мицкевич")]
    [InlineData("Алиев Вагиф Самед оглы", NameOrder.FamilyFirst, "Вагиф", "Самед оглы", "Алиев")]
    public void A_name_that_is_written_whole_is_read_in_the_order_of_the_firm_unless_a_patronymic_tells_another(
        string whole, NameOrder order, string? given, string? middle, string? family) =>
        Assert.Equal(new PersonName(given, middle, family), PersonName.Read(whole, order));

    [Theory]
    [InlineData(NameOrder.GivenFirst, "Анна Сергеевна Иванова")]
    [InlineData(NameOrder.FamilyFirst, "Иванова Анна Сергеевна")]
    public async Task The_name_is_made_of_its_parts_in_the_order_of_the_firm_and_follows_them(NameOrder order, string expected)
    {
        await using var tenant = await FirmAsync(order);
        var id = await tenant.AddAsync("Person", ("given", "Анна"), ("middle", "Сергеевна"), ("family", "Петрова"));
        await tenant.ApplyAsync(new UpdateChange("Person", id, Values.Of(("family", "Иванова"))));

        Assert.Equal(expected, (await tenant.GetAsync("Person", id))["name"]);
    }

    [Fact]
    public async Task A_card_that_brings_name_and_parts_is_put_in_the_order_of_the_firm_unless_the_name_says_more()
    {
        await using var tenant = await FirmAsync(NameOrder.FamilyFirst);
        var plain = await tenant.AddAsync("Person", ("name", "Пётр Ильин"), ("given", "Пётр"), ("middle", "Львович"), ("family", "Ильин"));
        var titled = await tenant.AddAsync("Person", ("name", "Dr. Nora Quist"), ("given", "Nora"), ("family", "Quist"));

        Assert.Equal("Ильин Пётр", (await tenant.GetAsync("Person", plain))["name"]);
        Assert.Equal("Dr. Nora Quist", (await tenant.GetAsync("Person", titled))["name"]);
    }

    [Fact]
    public async Task A_full_name_from_a_file_becomes_parts_and_one_that_is_no_persons_does_not()
    {
        await using var tenant = await FirmAsync(NameOrder.FamilyFirst);
        var person = await tenant.GetAsync("Person", await tenant.AddAsync("Person", ("name", "Анна Сергеевна Иванова")));
        var desk = await tenant.GetAsync("Person", await tenant.AddAsync("Person", ("name", "Магазин на Садовой 5")));

        Assert.Equal(("Иванова Анна Сергеевна", "Анна", "Сергеевна", "Иванова"), (person["name"], person["given"], person["middle"], person["family"]));
        Assert.Equal(("Магазин на Садовой 5", (object?)null), (desk["name"], desk["family"]));
    }

    [Fact]
    public async Task A_name_that_is_written_over_becomes_the_parts_and_a_part_that_does_not_fit_is_not_cut()
    {
        await using var tenant = await FirmAsync(NameOrder.GivenFirst);
        var id = await tenant.AddAsync("Person", ("given", "Anna"), ("family", "Bell"));
        await tenant.ApplyAsync(new UpdateChange("Person", id, Values.Of(("name", "Anna Quist"))));
        Assert.Equal("Quist", (await tenant.GetAsync("Person", id))["family"]);

        var endless = "Anna " + new string('x', 60);
        await tenant.ApplyAsync(new UpdateChange("Person", id, Values.Of(("name", endless))));
        var record = await tenant.GetAsync("Person", id);
        Assert.Equal((endless, (object?)null, (object?)null), (record["name"], record["given"], record["family"]));
    }

    [Fact]
    public async Task A_firm_that_changes_its_order_renames_a_person_with_the_next_save_but_never_a_name_written_by_hand()
    {
        await using var tenant = await FirmAsync(NameOrder.GivenFirst);
        var made = await tenant.AddAsync("Person", ("given", "Anna"), ("family", "Bell"));
        var own = await tenant.AddAsync("Person", ("name", "The Countess"), ("given", "Nora"), ("family", "Quist"));
        await tenant.ChangeLayersAsync(TestLayers.TradeAnd(_people), TenantSettings.Default with { NameOrder = NameOrder.FamilyFirst });
        foreach (var id in new[] { made, own })
        {
            await tenant.ApplyAsync(new UpdateChange("Person", id, Values.Of(("job", "Buyer"))));
        }

        Assert.Equal("Bell Anna", (await tenant.GetAsync("Person", made))["name"]);
        Assert.Equal("The Countess", (await tenant.GetAsync("Person", own))["name"]);
    }

    private static Task<TestTenant> FirmAsync(NameOrder order) =>
        TestTenant.CreateAsync(DatabaseKind.Sqlite, TestLayers.TradeAnd(_people), TenantSettings.Default with { NameOrder = order });
}

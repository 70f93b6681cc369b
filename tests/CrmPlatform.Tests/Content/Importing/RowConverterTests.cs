using System.Globalization;
using CrmPlatform.Content;
using CrmPlatform.Content.Fields;
using CrmPlatform.Content.Importing.Files;
using CrmPlatform.Content.Importing.Mapping;
using CrmPlatform.Content.Importing.Rows;
using CrmPlatform.Content.Model;
using CrmPlatform.Errors;
using CrmPlatform.Localization;
using CrmPlatform.Tenants;
using Xunit;

namespace CrmPlatform.Tests.Content.Importing;

public sealed class RowConverterTests
{
    private static readonly ContentModel _model = new ContentModelFactory().Build([new PlatformLayer().Build(), ImportTypes.Layer]);

    [Fact]
    public void Values_take_the_types_of_their_fields()
    {
        var row = Convert(
            """
            "name": { "column": "n" }, "sector": { "column": "s", "aliases": { "technolgy": "technology" } },
            "revenue": { "column": "r", "multiply": 1000000 }, "employees": { "column": "e" }, "rate": { "column": "q" },
            "foundedOn": { "column": "f" }, "seenAt": { "column": "z" }, "active": { "column": "a" }, "email": { "column": "m" }, "marks": { "column": "t" }
            """,
            "n,s,r,e,q,f,z,a,m,t",
            [" Acme ", "Technolgy", "1100.04", "1,200", "0.125", "2020-02-29", "2020-02-29 13:30", "yes", "Info@Acme.Example", "New, vip"]);

        Assert.Empty(row.Faults);
        Assert.Equal("Acme", row.Values[0]);
        Assert.Equal("technology", row.Values[1]);
        Assert.Equal(new Money(1_100_040_000m, "EUR"), row.Values[2]);
        Assert.Equal(1200L, row.Values[3]);
        Assert.Equal(0.125m, row.Values[4]);
        Assert.Equal(new DateOnly(2020, 2, 29), row.Values[5]);
        Assert.Equal(new DateTimeOffset(2020, 2, 29, 10, 30, 0, TimeSpan.Zero), row.Values[6]);
        Assert.Equal(true, row.Values[7]);
        Assert.Equal("info@acme.example", row.Values[8]);
        Assert.Equal(["new", "vip"], Assert.IsAssignableFrom<IReadOnlyList<string>>(row.Values[9]));
    }

    [Fact]
    public void Numbers_and_dates_follow_the_culture_of_the_mapping()
    {
        var row = Convert(
            """ "name": { "default": "x" }, "revenue": { "column": "r", "multiply": 0.5 }, "rate": { "column": "q" }, "foundedOn": { "column": "f" } """,
            "r;q;f",
            ["1 250,50", "0,125", "29.02.2020"],
            """ "culture": "ru-RU", "currency": "RUB", """);

        Assert.Empty(row.Faults);
        Assert.Equal(new Money(625.25m, "RUB"), row.Values[1]);
        Assert.Equal(0.125m, row.Values[2]);
        Assert.Equal(new DateOnly(2020, 2, 29), row.Values[3]);
    }

    [Fact]
    public void The_apostrophe_of_a_guarded_cell_is_no_part_of_a_number_or_a_day()
    {
        var row = Convert(
            """ "name": { "column": "n" }, "employees": { "column": "e" }, "revenue": { "column": "r", "multiply": 10 }, "foundedOn": { "column": "f" }, "phone": { "column": "p" } """,
            "n,e,r,f,p", ["'s-Gravenhage", "'55", "'1.5", "'2020-02-29", "'+1 212 555 0123"]);

        Assert.Empty(row.Faults);
        Assert.Equal(["'s-Gravenhage", 55L, new Money(15, "EUR"), new DateOnly(2020, 2, 29), "+12125550123"], row.Values);
    }

    [Fact]
    public void Every_cell_that_does_not_fit_is_a_fault_of_the_row()
    {
        var row = Convert(
            """ "name": { "column": "n" }, "sector": { "column": "s" }, "foundedOn": { "column": "f" }, "employees": { "column": "e" } """,
            "n,s,f,e",
            ["Acme", "technolgy", "13/45/2017", "many"],
            """ "dateFormat": "M/d/yyyy", """);

        Assert.Equal(["content.unknown-choice", "content.bad-value", "content.bad-value"], row.Faults.Select(f => f.Code.Id));
        Assert.StartsWith("Technology, Retail", ((LocalizedText)row.Faults[0].Args["known"]!).For(CultureInfo.GetCultureInfo("en")), StringComparison.Ordinal);
        Assert.Equal("13/45/2017", row.Faults[1].Args["value"]);
        Assert.Contains("12/31/2026 (M/d/yyyy)", ((LocalizedText)row.Faults[1].Args["expected"]!).For(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("de-DE", "1234,5")]
    [InlineData("en-US", "1234.5")]
    public void A_refused_number_is_told_how_the_mapping_writes_numbers(string culture, string example)
    {
        var row = Convert(""" "name": { "column": "n" }, "rate": { "column": "r" } """, "n,r", ["Acme", "x"], $""" "culture": "{culture}", """);
        var expected = Assert.IsType<LocalizedText>(Assert.Single(row.Faults).Args["expected"]);
        Assert.Equal($"a number like {example}", expected.For(CultureInfo.InvariantCulture));
    }

    [Fact]
    public void A_row_with_too_few_or_too_many_cells_is_refused()
    {
        Assert.Equal("import.cell-count", Assert.Single(Convert(""" "name": { "column": "a" } """, "a,b", ["x"]).Faults).Code.Id);
        Assert.Equal("import.cell-count", Assert.Single(Convert(""" "name": { "column": "a" } """, "a,b", ["x", "y", "z"]).Faults).Code.Id);
    }

    [Fact]
    public void Columns_are_joined_without_their_blanks_and_defaults_fill_blank_cells()
    {
        const string Fields = """ "name": { "columns": ["a", "b"], "join": " · " }, "city": { "column": "c", "default": "Berlin" } """;
        var full = Convert(Fields, "a,b,c", ["GTX", "Isdom", ""], type: "Person");
        var half = Convert(Fields, "a,b,c", ["GTX", " ", "Bonn"], type: "Person");

        Assert.Equal(["GTX · Isdom", "Berlin"], full.Values);
        Assert.Equal([false, true], full.Defaulted);
        Assert.Equal(["GTX", "Bonn"], half.Values);
    }

    [Fact]
    public void Aliases_say_what_each_joined_cell_means()
    {
        const string Fields = """ "name": { "columns": ["a", "b"], "join": " · ", "aliases": { "GTXPro": "GTX Pro" } } """;

        Assert.Equal(["GTX Pro · Isdom"], Convert(Fields, "a,b", ["GTXPro", "Isdom"], type: "Person").Values);
    }

    [Fact]
    public void Parts_of_a_value_come_from_columns_of_their_own()
    {
        var row = Convert(
            """ "name": { "column": "n" }, "address.city": { "column": "c" }, "address.street": { "column": "s" }, "revenue": { "column": "r" }, "revenue.currency": { "column": "k" } """,
            "n,c,s,r,k", ["Acme", "Bonn", "Am Hof 1", "12", "usd"]);

        Assert.Empty(row.Faults);
        Assert.Equal(new Money(12, "USD"), row.Values[1]);
        Assert.Equal(new PostalAddress("Am Hof 1", "Bonn", null, null, null), row.Values[2]);
    }

    [Fact]
    public void Stages_are_known_by_their_labels_and_days_begin_in_the_zone_of_the_tenant()
    {
        var row = Convert(
            """ "name": { "default": "x" }, "stage": { "column": "s" } }, "entered": { "talks": { "column": "d" }, "won": { "column": "e" } """,
            "s,d,e", ["Успех", "2020-07-01", ""], type: "Sale");

        Assert.Empty(row.Faults);
        Assert.Equal("won", row.Values[1]);
        Assert.Equal(new DateTimeOffset(2020, 6, 30, 21, 0, 0, TimeSpan.Zero), Assert.Single(row.Entered!).Value);
    }

    [Fact]
    public void A_blank_match_is_refused() =>
        Assert.Equal("import.match-empty", Assert.Single(Convert(""" "name": { "column": "a" } """, "a", [" "], """ "match": "name", """).Faults).Code.Id);

    [Theory]
    [InlineData("\"nam\": { \"column\": \"a\" }", "", "import.bad-mapping", "name")]
    [InlineData("\"createdAt\": { \"column\": \"a\" }", "", "import.bad-mapping", "fields.createdAt")]
    [InlineData("\"name\": { \"column\": \"a\", \"lookupBy\": \"code\" }", "", "import.bad-mapping", "fields.name")]
    [InlineData("\"name\": { \"column\": \"a\", \"multiply\": 2 }", "", "import.bad-mapping", "fields.name.multiply")]
    [InlineData("\"name\": { }", "", "import.bad-mapping", "fields.name")]
    [InlineData("\"country\": { \"column\": \"a\", \"lookupBy\": \"cod\" }", "", "import.bad-mapping", "code")]
    [InlineData("\"country\": { \"column\": \"a\", \"missing\": \"create\", \"createWith\": { \"cde\": { \"column\": \"a\" } } }", "", "import.bad-mapping", "code")]
    [InlineData("\"name\": { \"column\": \"b\" }", "", "import.missing-column", "b")]
    [InlineData("\"name\": { \"column\": \"d\" }", "", "import.duplicate-header", "d")]
    [InlineData("\"name\": { \"column\": \"a\" }", "\"match\": \"email\", ", "import.match-not-mapped", "email")]
    [InlineData("\"name\": { \"column\": \"a\" }, \"country\": { \"column\": \"a\" }", "\"match\": \"country\", ", "import.bad-mapping", "match")]
    [InlineData("\"name\": { \"column\": \"a\" }", "\"culture\": \"xx-Nowhere-99\", ", "import.bad-mapping", "culture")]
    [InlineData("", "", "import.nothing-mapped", "")]
    public void A_mapping_that_does_not_fit_is_refused(string fields, string head, string id, string says)
    {
        var error = Assert.Throws<UserError>(() => Convert(fields, "a,d,D", ["1", "2", "3"], head));

        Assert.Equal(id, error.Id);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_type_is_refused_with_the_nearest_one()
    {
        var error = Assert.Throws<UserError>(() => Convert(""" "name": { "column": "a" } """, "a", ["x"], type: "Frim"));
        Assert.Contains("Firm", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_reference_to_several_types_names_cannot_be_created() =>
        Assert.Contains("several types", Assert.Throws<UserError>(() => Convert(
            """ "name": { "column": "a" }, "client": { "column": "a", "missing": "create" } """, "a", ["x"], type: "Sale")).Message, StringComparison.Ordinal);

    [Fact]
    public void Lookups_find_by_what_filters_compare()
    {
        var row = Convert(
            """ "name": { "column": "a" }, "markets": { "column": "b", "split": "/", "aliases": { "Deutschland": "Germany" } } """, "a,b", ["x", "ÉIRE / Deutschland /"]);

        Assert.Equal(["eire", "germany"], row.Names[0].Select(n => n.Keys[0]));
        Assert.Equal("ÉIRE", row.Names[0][0].Values[0]);
    }

    private static ImportRow Convert(string fields, string head, string[] cells, string more = "", string type = "Firm")
    {
        var delimiter = head.Contains(';', StringComparison.Ordinal) ? ';' : ',';
        var mapping = ImportMappings.Parse($$"""{ "type": "{{type}}", {{more}} "fields": { {{fields}} } }""");
        var format = new CsvFormat("utf-8", delimiter, head.Split(delimiter), false);
        var settings = new TenantSettings("Test", "en", "Europe/Moscow", "EUR");
        var plan = new ImportPlanBuilder(_model, BuiltInFieldTypes.Instance, settings, mapping, "x.csv", format).Build();
        return new RowConverter(plan, format).Convert(2, cells, waited: false);
    }
}

using System.Text.Json;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;
using CrmPlatform.Errors;
using Xunit;
using static CrmPlatform.Tests.Content.Model.Samples;

namespace CrmPlatform.Tests.Content.Queries;

public sealed class QueryBinderTests
{
    private static BoundFilter Bind(string type, string filter, BindContext? context = null) =>
        QueryBinder.Bind(House, House.Get(type), Filter(filter), context ?? Context());

    private static BoundCompare Compare(string type, string filter, BindContext? context = null) =>
        Assert.IsType<BoundCompare>(Bind(type, filter, context));

    private static UserError Refused(Action act) => Assert.Throws<UserError>(act);

    private static BoundQuery Bind(ContentQuery query) => QueryBinder.Bind(House, query, Context());

    [Fact]
    public void A_path_goes_through_links_to_a_field()
    {
        var compare = Compare("Deal", """{"field":"company.sector","op":"in","value":["retail","Finance"]}""");

        var hop = Assert.Single(compare.Path.Hops);
        Assert.False(hop.Backward);
        Assert.Equal("Company", hop.Target.Id);
        Assert.Equal("sector", compare.Path.Field.Id);
        Assert.Equal(["retail", "finance"], compare.Values);
    }

    [Fact]
    public void A_path_goes_backwards_to_records_that_point_here()
    {
        var compare = Compare("Company", """{"field":"Deal:company.amount","op":"gt","value":1000}""");

        var hop = Assert.Single(compare.Path.Hops);
        Assert.True(hop.Backward);
        Assert.Equal("Deal", hop.Target.Id);
        Assert.Equal("company", hop.Field.Id);
        Assert.Equal(1000m, Assert.Single(compare.Values));
    }

    [Fact]
    public void Forward_and_backward_hops_mix()
    {
        var compare = Compare("Deal", """{"field":"company.Contact:company.owner.name","value":"Анна"}""");

        Assert.Equal(["company", "company", "owner"], compare.Path.Hops.Select(h => h.Field.Id));
        Assert.Equal([false, true, false], compare.Path.Hops.Select(h => h.Backward));
        Assert.Equal(["анна"], compare.Values);
        Assert.Equal("name__fold", compare.Path.Column.Name);
    }

    [Fact]
    public void System_fields_and_parts_of_fields_can_be_filtered()
    {
        Assert.Equal("createdat", Compare("Deal", """{"field":"createdAt","op":"ge","value":"now-2h"}""").Path.Column.Name);
        Assert.Equal("amount__currency", Compare("Deal", """{"field":"amount.currency","value":"usd"}""").Path.Column.Name);
        Assert.Equal("address__city", Compare("Company", """{"field":"address.city","value":"Köln"}""").Path.Column.Name);
        Assert.Equal(["koln"], Compare("Company", """{"field":"address.city","value":"Köln"}""").Values);
    }

    [Fact]
    public void Keys_are_compared_as_they_are_written() =>
        Assert.Equal(["1C1I7A6R"], Compare("Deal", """{"field":"key","value":"1C1I7A6R"}""").Values);

    [Theory]
    [InlineData("ne", "eq")]
    [InlineData("notIn", "in")]
    public void Negations_are_bound_as_not_of_the_positive(string negative, string positive)
    {
        var value = negative == "ne" ? "\"won\"" : "[\"won\"]";
        var not = Assert.IsType<BoundNot>(Bind("Deal", $$"""{"field":"outcome","op":"{{negative}}","value":{{value}}}"""));

        Assert.Equal(FilterNodeConverter.Operators[positive], Assert.IsType<BoundCompare>(not.Item).Op);
    }

    [Fact]
    public void Empty_over_a_path_is_not_of_not_empty()
    {
        Assert.Equal(FilterOperator.Empty, Compare("Deal", """{"field":"company","op":"empty"}""").Op);
        Assert.Equal("amount__value", Compare("Deal", """{"field":"amount","op":"empty"}""").Path.Column.Name);
        Assert.IsType<BoundNot>(Bind("Deal", """{"field":"company.sector","op":"empty"}"""));
        Assert.IsType<BoundNot>(Bind("Deal", """{"field":"tags","op":"empty"}"""));
        Assert.IsType<BoundNot>(Bind("Company", """{"field":"address","op":"empty"}"""));
    }

    [Theory]
    [InlineData("today", "2026-11-21")]
    [InlineData("today-30d", "2026-10-22")]
    [InlineData("yesterday", "2026-11-20")]
    [InlineData("today+1m", "2026-12-21")]
    [InlineData("month", "2026-11-01")]
    [InlineData("month-1m", "2026-10-01")]
    [InlineData("quarter", "2026-10-01")]
    [InlineData("week", "2026-11-16")]
    [InlineData("year-1y", "2025-01-01")]
    [InlineData("now", "2026-11-21")]
    public void Relative_days_are_reckoned_from_today(string word, string expected) =>
        Assert.Equal(
            DateOnly.Parse(expected, System.Globalization.CultureInfo.InvariantCulture),
            Assert.Single(Compare("Deal", $$"""{"field":"closedOn","op":"ge","value":"{{word}}"}""").Values));

    [Fact]
    public void Today_is_the_day_of_the_zone()
    {
        var tokyo = Compare("Deal", """{"field":"closedOn","value":"today"}""", Context(zone: "Asia/Tokyo"));

        Assert.Equal(new DateOnly(2026, 11, 22), tokyo.Values[0]);
    }

    [Fact]
    public void A_day_stands_for_all_its_instants_in_the_zone()
    {
        var compare = Compare("Deal", """{"field":"createdAt","value":"2026-10-25"}""", Context(zone: "Europe/Berlin"));

        // The night in which the clocks go back: 25 hours.
        Assert.Equal(FilterOperator.Between, compare.Op);
        Assert.Equal(new DateTimeOffset(2026, 10, 24, 22, 0, 0, TimeSpan.Zero), compare.Values[0]);
        Assert.Equal(new DateTimeOffset(2026, 10, 25, 22, 59, 59, 999, TimeSpan.Zero), compare.Values[1]);
        Assert.Equal(
            new DateTimeOffset(2026, 11, 21, 20, 30, 0, TimeSpan.Zero),
            Compare("Deal", """{"field":"createdAt","op":"lt","value":"now-2h"}""").Values[0]);
    }

    [Fact]
    public void Me_is_the_actors_employee_and_nobody_without_one()
    {
        Assert.Equal([7L], Compare("Deal", """{"field":"owner","value":"me"}""", Context(7)).Values);
        Assert.Empty(Assert.IsType<BoundOr>(Bind("Deal", """{"field":"owner","value":"me"}""")).Items);
        Assert.Equal([7L, 9L], Compare("Deal", """{"field":"owner","op":"in","value":["me",9]}""", Context(7)).Values);
    }

    [Fact]
    public void A_link_compared_with_words_is_compared_by_name()
    {
        var compare = Compare("Deal", """{"field":"company","op":"contains","value":"Acme"}""");

        Assert.Equal("name__fold", compare.Path.Column.Name);
        Assert.Equal(["acme"], compare.Values);
        Assert.Equal("name__fold", Compare("Deal", """{"field":"company","value":"Acme"}""").Path.Column.Name);
        Assert.Equal("company", Compare("Deal", """{"field":"company","value":5}""").Path.Column.Name);
        Assert.Equal("company", Compare("Deal", """{"field":"company","value":{"id":5,"type":"Company","name":"Acme"}}""").Path.Column.Name);
    }

    [Fact]
    public void Money_with_a_currency_is_compared_in_that_currency()
    {
        var and = Assert.IsType<BoundAnd>(Bind("Deal", """{"field":"amount","op":"gt","value":{"amount":10,"currency":"eur"}}"""));

        Assert.Equal(["amount__value", "amount__currency"], and.Items.Cast<BoundCompare>().Select(c => c.Path.Column.Name));
        Assert.Equal("query.bad-value", Refused(() => Bind("Company", """{"field":"Deal:company.amount","value":{"amount":10,"currency":"EUR"}}""")).Id);
    }

    [Theory]
    [InlineData("Deal", """{"field":"amuont","value":1}""", "content.unknown-field")]
    [InlineData("Deal", """{"field":"company.nmae","value":1}""", "content.unknown-field")]
    [InlineData("Deal", """{"field":"name'; drop table c_deal; --","value":1}""", "content.unknown-field")]
    [InlineData("Deal", """{"field":"","value":1}""", "query.bad-path")]
    [InlineData("Deal", """{"field":"name.length","value":1}""", "query.bad-path")]
    [InlineData("Deal", """{"field":"amount.cents","value":1}""", "query.bad-path")]
    [InlineData("Deal", """{"field":"Contact:company.name","value":"x"}""", "query.bad-path")]
    [InlineData("Company", """{"field":"Deal:company","op":"notEmpty"}""", "query.bad-path")]
    [InlineData("Company", """{"field":"Gone:company.name","value":"x"}""", "content.unknown-type")]
    [InlineData("Deal", """{"field":"amount","op":"contains","value":"1"}""", "query.bad-operator")]
    [InlineData("Deal", """{"field":"stage","op":"gt","value":"won"}""", "query.bad-operator")]
    [InlineData("Deal", """{"field":"name","op":"lt","value":"a"}""", "query.bad-operator")]
    [InlineData("Deal", """{"field":"stage","value":"wom"}""", "query.bad-value")]
    [InlineData("Deal", """{"field":"amount","op":"gt","value":"many"}""", "query.bad-value")]
    [InlineData("Deal", """{"field":"amount","op":"gt","value":1.001}""", "query.bad-value")]
    [InlineData("Deal", """{"field":"amount","op":"gt","value":1e300}""", "query.bad-value")]
    [InlineData("Deal", """{"field":"closedOn","value":"31.12.2026"}""", "query.bad-value")]
    [InlineData("Deal", """{"field":"closedOn","value":"today-99999y"}""", "query.bad-value")]
    [InlineData("Deal", """{"field":"createdAt","value":"now-2x"}""", "query.bad-value")]
    [InlineData("Deal", """{"field":"name","value":null}""", "query.bad-value")]
    [InlineData("Deal", """{"field":"name"}""", "query.bad-value")]
    [InlineData("Deal", """{"field":"name","op":"contains","value":"  "}""", "query.bad-value")]
    [InlineData("Deal", """{"field":"name","value":5}""", "query.bad-value")]
    [InlineData("Deal", """{"field":"name","value":"\u0000"}""", "query.bad-value")]
    [InlineData("Deal", """{"field":"name","op":"in","value":"a"}""", "query.bad-value")]
    [InlineData("Deal", """{"field":"amount","op":"between","value":[1]}""", "query.bad-value")]
    [InlineData("Deal", """{"field":"owner","value":true}""", "query.bad-value")]
    [InlineData("Deal", """{"field":"amount.currency","value":"dollars"}""", "query.bad-value")]
    public void What_does_not_fit_is_a_clear_error(string type, string filter, string id)
    {
        var error = Refused(() => Bind(type, filter));

        Assert.Equal(id, error.Id);
        Assert.DoesNotMatch(@"\{[a-z]+\}", error.Message);
    }

    [Fact]
    public void An_unknown_field_names_the_nearest_one()
    {
        Assert.Equal("amount", Refused(() => Bind("Deal", """{"field":"amuont","value":1}""")).Args["near"]);
        Assert.Equal("amount", Refused(() => Bind("Deal", """{"field":"Сума","value":1}""")).Args["near"]);
    }

    [Fact]
    public void Depth_size_and_path_are_bounded()
    {
        FilterNode deep = new AndFilter([]);
        for (var i = 0; i < 40; i++)
        {
            deep = new NotFilter(deep);
        }

        var wide = new AndFilter([.. Enumerable.Repeat<FilterNode>(new AndFilter([]), 500)]);
        var longPath = string.Concat(Enumerable.Repeat("parent.", 8)) + "name";
        var manyValues = JsonSerializer.SerializeToElement(Enumerable.Range(1, 10_001));
        Assert.All(
            new FilterNode[]
            {
                deep,
                wide,
                new FieldCondition(longPath, FilterOperator.NotEmpty, null),
                new FieldCondition("employees", FilterOperator.In, manyValues),
            },
            filter => Assert.Equal("query.too-deep", Refused(() => QueryBinder.Bind(House, House.Get("Company"), filter, Context())).Id));
        Assert.Equal("query.bad-path", Refused(() => Bind(new ContentQuery { Type = "Company", Columns = [new string('x', 10_000)] })).Id);
    }

    [Fact]
    public void Without_columns_all_visible_fields_come_newest_record_first()
    {
        var bound = Bind(new ContentQuery { Type = "deal" });

        Assert.Equal(House.Get("Deal").OrderedFields.Where(f => !f.Hidden).Select(f => f.Id), bound.Columns.Select(c => c.Key));
        Assert.Equal([("id", true)], bound.Sort.Select(s => (s.Key, s.Descending)));
    }

    [Fact]
    public void The_id_is_the_last_sort_key_in_the_direction_of_the_first()
    {
        Assert.Equal(
            [("amount", true), ("name", false), ("id", true)],
            Bind(new ContentQuery { Type = "Deal", Sort = ["-amount", "name"] }).Sort.Select(s => (s.Key, s.Descending)));
        Assert.Equal(
            [("name", false), ("id", false)],
            Bind(new ContentQuery { Type = "Deal", Sort = ["name"] }).Sort.Select(s => (s.Key, s.Descending)));
    }

    [Fact]
    public void A_link_sorts_by_the_name_that_it_shows()
    {
        var sort = Bind(new ContentQuery { Type = "Deal", Sort = ["company"] }).Sort[0];

        Assert.Equal("company", sort.Key);
        Assert.Equal("name__fold", sort.Path!.Column.Name);
        Assert.Single(sort.Path.Hops);
    }

    [Fact]
    public void Columns_may_follow_single_links_and_name_parts()
    {
        var bound = Bind(new ContentQuery { Type = "Deal", Columns = ["company.name", "amount", "amount.currency", "id"] });

        Assert.Equal(["company.name", "amount", "amount.currency", "id"], bound.Columns.Select(c => c.Key));
        Assert.Equal([true, true, false, true], bound.Columns.Select(c => c.Whole));
        Assert.Equal("query.bad-column", Refused(() => Bind(new ContentQuery { Type = "Company", Columns = ["Deal:company.name"] })).Id);
    }

    [Fact]
    public void A_grouped_query_has_keys_aggregates_and_a_sort_of_both()
    {
        var bound = Bind(new ContentQuery
        {
            Type = "Deal",
            GroupBy = ["owner", "month(closedOn)", "amount.currency"],
            Aggregates = [new("count"), new("sum", "amount"), new("max", "amount.value"), new("countDistinct", "company")],
            Sort = ["-sum(amount)"],
            Columns = ["owner", "count"],
        });

        Assert.Equal(["owner", "month(closedOn)", "amount.currency"], bound.GroupBy.Select(g => g.Key));
        Assert.Equal(DateBucket.Month, bound.GroupBy[1].Bucket);
        Assert.Equal(["count", "sum(amount)", "max(amount.value)", "countDistinct(company)"], bound.Aggregates.Select(a => a.Key));
        Assert.Equal("amount", bound.Aggregates[1].Path!.Column.Name);
        Assert.Equal(
            [("sum(amount)", true), ("owner", false), ("month(closedOn)", false), ("amount.currency", false)],
            bound.Sort.Select(s => (s.Key, s.Descending)));
    }

    [Theory]
    [InlineData("sum", "amount.value")]
    [InlineData("sum", "name")]
    [InlineData("sum", "company")]
    [InlineData("max", "stage")]
    [InlineData("avg", null)]
    [InlineData("count", "name")]
    [InlineData("median", "amount")]
    [InlineData("Sum", "amount")]
    public void An_aggregate_that_makes_no_sense_is_refused(string function, string? field) =>
        Assert.Equal(
            "query.bad-aggregate",
            Refused(() => Bind(new ContentQuery { Type = "Deal", Aggregates = [new(function, field)] })).Id);

    [Theory]
    [InlineData("8 (495) 123-45-07", "74951234507")]
    [InlineData("84951234507", "74951234507")]
    [InlineData("+7 495 123 45 07", "74951234507")]
    [InlineData("4951234507", null)]
    [InlineData("4507", null)]
    [InlineData("ivanova", null)]
    public void A_whole_phone_number_is_also_looked_for_as_it_is_kept(string text, string? kept)
    {
        var bound = QueryBinder.Bind(House, House.Get("Company"), new SearchFilter(text), Context() with { Country = "RU" });
        Assert.Equal(kept, bound is BoundOr { Items: [_, BoundSearch { Words: [var word] }] } ? word : null);
    }

    [Theory]
    [InlineData("", "count", 0)]
    [InlineData("", "count", -1)]
    [InlineData("", "", 5)]
    [InlineData("owner", "count", 5)]
    [InlineData("", "count,countDistinct", 5)]
    public void Only_a_lone_count_may_stop_and_not_before_one(string group, string functions, int upTo) =>
        Assert.Equal(
            "query.bad-aggregate",
            Refused(() => Bind(new ContentQuery
            {
                Type = "Deal",
                GroupBy = group.Split(',', StringSplitOptions.RemoveEmptyEntries),
                Aggregates = [.. functions.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(f => new Aggregate(f, f == "count" ? null : "owner"))],
                CountUpTo = upTo,
            })).Id);

    [Theory]
    [InlineData("amount", "query.bad-group")]
    [InlineData("tags", "query.bad-group")]
    [InlineData("description", "query.bad-group")]
    [InlineData("month(name)", "query.bad-group")]
    [InlineData("decade(closedOn)", "content.unknown-field")]
    [InlineData("company.Contact:company.name", "query.bad-group")]
    public void A_group_key_that_makes_no_sense_is_refused(string key, string id) =>
        Assert.Equal(id, Refused(() => Bind(new ContentQuery { Type = "Deal", GroupBy = [key] })).Id);

    [Theory]
    [InlineData("tags", "query.bad-sort")]
    [InlineData("-description", "query.bad-sort")]
    [InlineData("company.address", "query.bad-sort")]
    [InlineData("--name", "content.unknown-field")]
    public void A_sort_key_without_an_order_is_refused(string key, string id) =>
        Assert.Equal(id, Refused(() => Bind(new ContentQuery { Type = "Deal", Sort = [key] })).Id);

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(1001)]
    public void A_page_holds_1_to_1000_rows(int limit) =>
        Assert.Equal("query.bad-limit", Refused(() => Bind(new ContentQuery { Type = "Deal", Limit = limit })).Id);

    [Fact]
    public void A_grouped_query_sorts_and_shows_only_its_own_keys()
    {
        Assert.Equal("query.bad-sort", Refused(() => Bind(new ContentQuery { Type = "Deal", GroupBy = ["owner"], Sort = ["name"] })).Id);
        Assert.Equal("query.bad-column", Refused(() => Bind(new ContentQuery { Type = "Deal", GroupBy = ["owner"], Columns = ["name"] })).Id);
    }

    [Fact]
    public void An_id_with_dots_is_found_before_a_path()
    {
        var model = Build(OneType("acme", "Acme.Visit", Field.Integer("acme.width", "Width", "Ширина"), Field.Lookup("acme.next", "Acme.Visit", "Next", "Следующий")));
        var type = model.Get("acme.visit");

        var forward = Assert.IsType<BoundCompare>(QueryBinder.Bind(model, type, Filter("""{"field":"acme.next.acme.width","value":5}"""), Context()));
        var backward = Assert.IsType<BoundCompare>(QueryBinder.Bind(model, type, Filter("""{"field":"Acme.Visit:acme.next.acme.width","value":5}"""), Context()));

        Assert.Equal("acme_width", forward.Path.Column.Name);
        Assert.Equal("acme_width", backward.Path.Column.Name);
        Assert.True(backward.Path.Hops[0].Backward);
    }
}

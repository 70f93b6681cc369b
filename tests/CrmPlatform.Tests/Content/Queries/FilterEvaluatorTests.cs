using CrmPlatform.Content;
using CrmPlatform.Content.Queries;
using Xunit;
using static CrmPlatform.Tests.Content.Model.Samples;

namespace CrmPlatform.Tests.Content.Queries;

public sealed class FilterEvaluatorTests
{
    private static readonly ContentRecord _company = Record("Company", 10, ("name", "Müller GmbH"), ("sector", "retail"), ("owner", 7L));
    private static readonly ContentRecord _bare = Record("Company", 11, ("name", "Ёлка"));

    private static readonly ContentRecord _deal = Record(
        "Deal",
        1,
        ("name", "Roof"),
        ("company", 10L),
        ("amount", new Money(100m, "EUR", 110m)),
        ("closedOn", new DateOnly(2026, 11, 21)),
        ("tags", new List<string> { "VIP", "new" }),
        ("stageSince", Now.AddHours(-1)));

    private static readonly ContentRecord _empty = Record("Deal", 2, ("name", "Door"), ("company", 11L));

    [Theory]
    [InlineData("""{"field":"name","value":"ROOF"}""", true)]
    [InlineData("""{"field":"name","op":"ne","value":"roof"}""", false)]
    [InlineData("""{"field":"amount","op":"gt","value":105}""", true)]
    [InlineData("""{"field":"amount","op":"gt","value":{"amount":105,"currency":"EUR"}}""", false)]
    [InlineData("""{"field":"amount","op":"between","value":[110,110]}""", true)]
    [InlineData("""{"field":"closedOn","value":"today"}""", true)]
    [InlineData("""{"field":"closedOn","op":"lt","value":"today"}""", false)]
    [InlineData("""{"field":"stageSince","value":"today"}""", true)]
    [InlineData("""{"field":"stageSince","op":"gt","value":"now-30min"}""", false)]
    [InlineData("""{"field":"tags","op":"contains","value":"vip"}""", true)]
    [InlineData("""{"field":"tags","op":"contains","value":"vi"}""", false)]
    [InlineData("""{"field":"tags","op":"notContains","value":"vip"}""", false)]
    [InlineData("""{"field":"tags","op":"in","value":["old","NEW"]}""", true)]
    [InlineData("""{"field":"company.name","op":"startsWith","value":"muller"}""", true)]
    [InlineData("""{"field":"company.owner","value":"me"}""", true)]
    [InlineData("""{"field":"company","value":"müller gmbh"}""", true)]
    [InlineData("""{"field":"company","op":"ne","value":10}""", false)]
    [InlineData("""{"and":[]}""", true)]
    [InlineData("""{"or":[]}""", false)]
    [InlineData("""{"field":"owner","op":"empty"}""", true)]
    [InlineData("""{"field":"name","op":"in","value":[]}""", false)]
    [InlineData("""{"field":"id","value":1}""", true)]
    [InlineData("""{"search":"ROO"}""", true)]
    public async Task A_filled_record_is_judged_as_people_expect(string filter, bool expected) =>
        Assert.Equal(expected, await HoldsAsync(_deal, filter));

    [Theory]
    [InlineData("""{"field":"amount","op":"gt","value":0}""", false)]
    [InlineData("""{"field":"amount","op":"le","value":0}""", false)]
    [InlineData("""{"field":"amount","op":"ne","value":5}""", true)]
    [InlineData("""{"field":"outcome","op":"notIn","value":["won"]}""", true)]
    [InlineData("""{"field":"tags","op":"notContains","value":"vip"}""", true)]
    [InlineData("""{"field":"tags","op":"empty"}""", true)]
    [InlineData("""{"field":"amount","op":"empty"}""", true)]
    [InlineData("""{"field":"company.sector","op":"empty"}""", true)]
    [InlineData("""{"field":"company.sector","op":"ne","value":"retail"}""", true)]
    [InlineData("""{"field":"contact.name","op":"empty"}""", true)]
    [InlineData("""{"field":"contact.name","op":"notEmpty"}""", false)]
    [InlineData("""{"not":{"field":"amount","op":"gt","value":0}}""", true)]
    public async Task An_empty_field_matches_only_emptiness_and_negations(string filter, bool expected) =>
        Assert.Equal(expected, await HoldsAsync(_empty, filter));

    [Theory]
    [InlineData("""{"field":"Deal:company.amount","op":"gt","value":100}""", 10, true)]
    [InlineData("""{"field":"Deal:company.amount","op":"gt","value":100}""", 11, false)]
    [InlineData("""{"field":"Deal:company.amount","op":"empty"}""", 10, false)]
    [InlineData("""{"field":"Deal:company.amount","op":"empty"}""", 11, true)]
    [InlineData("""{"field":"Contact:company.name","op":"empty"}""", 10, true)]
    [InlineData("""{"field":"name","op":"contains","value":"елк"}""", 11, true)]
    public async Task Backwards_any_record_counts(string filter, long company, bool expected) =>
        Assert.Equal(expected, await HoldsAsync(company == 10 ? _company : _bare, filter));

    [Fact]
    public void A_filter_over_the_record_alone_needs_no_waiting()
    {
        var type = House.Get("Deal");
        Assert.True(FilterEvaluator.Holds(QueryBinder.Bind(House, type, Filter("""{"field":"name","value":"roof"}"""), Context()), type, _deal));
        var leaving = QueryBinder.Bind(House, type, Filter("""{"field":"company.name","value":"x"}"""), Context());
        Assert.Throws<InvalidOperationException>(() => FilterEvaluator.Holds(leaving, type, _deal));
    }

    private static ValueTask<bool> HoldsAsync(ContentRecord record, string filter)
    {
        var type = House.Get(record.Type);
        var bound = QueryBinder.Bind(House, type, Filter(filter), Context(employee: 7));
        return FilterEvaluator.HoldsAsync(bound, type, record, Follow, TestContext.Current.CancellationToken);
    }

    private static ValueTask<IReadOnlyList<ContentRecord>> Follow(BoundHop hop, ContentRecord from, CancellationToken cancellationToken)
    {
        ContentRecord[] all = [_company, _bare, _deal, _empty];
        var found = all.Where(r => r.Type == hop.Target.Id
            && (hop.Backward ? Equals(r[hop.Field.Id], from.Id) : Equals(from[hop.Field.Id], r.Id)));
        return ValueTask.FromResult<IReadOnlyList<ContentRecord>>([.. found]);
    }

    private static ContentRecord Record(string type, long id, params (string Field, object? Value)[] values) =>
        new(type, id, 1, values.ToDictionary(v => v.Field, v => v.Value, StringComparer.OrdinalIgnoreCase));
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace CrmPlatform.Content.Queries;

/// <summary>
/// A filter tree as people and layers write it. JSON: <c>{"and":[…]}</c>, <c>{"or":[…]}</c>, <c>{"not":{…}}</c>,
/// <c>{"search":"text"}</c>, or a condition <c>{"field":"company.sector","op":"in","value":["retail"]}</c>
/// (no <c>op</c> means <c>eq</c>).
/// </summary>
[JsonConverter(typeof(FilterNodeConverter))]
public abstract record FilterNode;

/// <summary>All of them. An empty one holds always.</summary>
public sealed record AndFilter(IReadOnlyList<FilterNode> Items) : FilterNode;

/// <summary>Any of them. An empty one never holds.</summary>
public sealed record OrFilter(IReadOnlyList<FilterNode> Items) : FilterNode;

/// <summary>Not this one; two-valued, an empty field counts as not equal.</summary>
public sealed record NotFilter(FilterNode Item) : FilterNode;

/// <summary>The record's searchable text holds every word of this.</summary>
public sealed record SearchFilter(string Text) : FilterNode;

/// <summary>
/// A condition on a field. Path: field ids through lookups joined by dots (<c>company.sector</c>), sub-fields last
/// (<c>amount.currency</c>), and backwards <c>Type:field</c> (<c>Deal:company.amount</c>: any deal whose company this is).
/// </summary>
/// <param name="Value">JSON as the API takes it; dates also as <c>today</c>, <c>today-30d</c>, <c>now-2h</c>; a person as <c>me</c>.</param>
public sealed record FieldCondition(string Field, FilterOperator Op, JsonElement? Value) : FilterNode;

/// <summary>
/// Operators, with their JSON names. Comparisons with an empty field do not hold, but for <c>empty</c>;
/// <c>ne</c>, <c>notIn</c> and <c>notContains</c> are the negations and hold for empty fields.
/// Text compares without regard to case and accents. Many-valued fields: any element.
/// </summary>
public enum FilterOperator
{
    /// <summary>eq</summary>
    Equal,

    /// <summary>ne</summary>
    NotEqual,

    /// <summary>lt</summary>
    Less,

    /// <summary>le</summary>
    LessOrEqual,

    /// <summary>gt</summary>
    Greater,

    /// <summary>ge</summary>
    GreaterOrEqual,

    /// <summary>in: value is an array</summary>
    In,

    /// <summary>notIn</summary>
    NotIn,

    /// <summary>between: value is an array of two, both included</summary>
    Between,

    /// <summary>contains (text: part of it; many-valued: this element)</summary>
    Contains,

    /// <summary>notContains</summary>
    NotContains,

    /// <summary>startsWith</summary>
    StartsWith,

    /// <summary>empty: value is ignored</summary>
    Empty,

    /// <summary>notEmpty</summary>
    NotEmpty,
}

using System.Collections.Frozen;

namespace CrmPlatform.Liquid;

/// <summary>The filters of Shopify Liquid, with what the checker knows of their types.</summary>
internal static class StandardFilters
{
    private static readonly Func<LiquidType, IReadOnlyList<LiquidType>, LiquidType> _sameList =
        static (input, _) => input.Kind == LiquidTypeKind.List ? input : LiquidType.ListOf(input);

    public static FrozenDictionary<string, LiquidFilterDefinition> All { get; } =
        Texts().Concat(Encodings()).Concat(Numbers()).Concat(Lists()).Concat(Searches()).Concat(Others())
            .ToFrozenDictionary(filter => filter.Name, StringComparer.Ordinal);

    private static IEnumerable<LiquidFilterDefinition> Texts() =>
    [
        Text("append", TextFilters.Append, 1, 1),
        Text("prepend", TextFilters.Prepend, 1, 1),
        Text("upcase", TextFilters.Upcase),
        Text("downcase", TextFilters.Downcase),
        Text("capitalize", TextFilters.Capitalize),
        Text("strip", TextFilters.Strip),
        Text("lstrip", TextFilters.LeftStrip),
        Text("rstrip", TextFilters.RightStrip),
        Text("squish", TextFilters.Squish),
        Text("strip_newlines", TextFilters.StripNewlines),
        Text("newline_to_br", TextFilters.NewlineToBr),
        Text("replace", ReplaceFilters.Replace, 1, 2),
        Text("replace_first", ReplaceFilters.ReplaceFirst, 1, 2),
        Text("replace_last", ReplaceFilters.ReplaceLast, 2, 2),
        Text("remove", ReplaceFilters.Remove, 1, 1),
        Text("remove_first", ReplaceFilters.RemoveFirst, 1, 1),
        Text("remove_last", ReplaceFilters.RemoveLast, 1, 1),
        Text("truncate", CutFilters.Truncate, 0, 2),
        Text("truncatewords", CutFilters.TruncateWords, 0, 2),
    ];

    private static IEnumerable<LiquidFilterDefinition> Encodings() =>
    [
        Text("escape", EncodingFilters.Escape),
        Text("h", EncodingFilters.Escape),
        Text("escape_once", EncodingFilters.EscapeOnce),
        Text("strip_html", EncodingFilters.StripHtml),
        Text("url_encode", EncodingFilters.UrlEncode),
        Text("url_decode", EncodingFilters.UrlDecode),
        Text("base64_encode", EncodingFilters.Base64Encode),
        Text("base64_decode", EncodingFilters.Base64Decode),
        Text("base64_url_safe_encode", EncodingFilters.Base64UrlSafeEncode),
        Text("base64_url_safe_decode", EncodingFilters.Base64UrlSafeDecode),
    ];

    private static IEnumerable<LiquidFilterDefinition> Numbers() =>
    [
        Number("abs", NumberFilters.Abs),
        Number("ceil", NumberFilters.Ceil),
        Number("floor", NumberFilters.Floor),
        Number("round", NumberFilters.Round, 0, 1),
        Number("plus", NumberFilters.Plus, 1, 1),
        Number("minus", NumberFilters.Minus, 1, 1),
        Number("times", NumberFilters.Times, 1, 1),
        Number("divided_by", NumberFilters.DividedBy, 1, 1),
        Number("modulo", NumberFilters.Modulo, 1, 1),
        Number("at_least", NumberFilters.AtLeast, 1, 1),
        Number("at_most", NumberFilters.AtMost, 1, 1),
    ];

    private static IEnumerable<LiquidFilterDefinition> Lists() =>
    [
        Text("join", ListFilters.Join, 0, 1),
        new("split", CutFilters.Split, 1, 1) { ResultType = static (_, _) => LiquidType.ListOf(LiquidType.Text) },
        new("first", ListFilters.First) { ResultType = ItemType },
        new("last", ListFilters.Last) { ResultType = ItemType },
        new("concat", ListFilters.Concat, 1, 1) { ResultType = static (_, _) => LiquidType.ListOf(LiquidType.Any) },
        new("map", ListFilters.Map, 1, 1) { ResultType = static (_, _) => LiquidType.ListOf(LiquidType.Any) },
        new("reverse", ListFilters.Reverse) { ResultType = _sameList },
        new("sort", SortFilters.Sort, 0, 1) { ResultType = _sameList },
        new("sort_natural", SortFilters.SortNatural, 0, 1) { ResultType = _sameList },
        new("uniq", UniqFilter.Uniq, 0, 1) { ResultType = _sameList },
        new("compact", ListFilters.Compact, 0, 1) { ResultType = _sameList },
        Number("sum", ListFilters.Sum, 0, 1),
        Number("size", ListFilters.Size),
        new("slice", CutFilters.Slice, 1, 2) { ResultType = static (input, _) => input.Kind == LiquidTypeKind.List ? input : LiquidType.Text },
    ];

    private static IEnumerable<LiquidFilterDefinition> Searches() =>
    [
        new("where", SearchFilters.Where, 1, 2) { ResultType = _sameList },
        new("reject", SearchFilters.Reject, 1, 2) { ResultType = _sameList },
        new("find", SearchFilters.Find, 1, 2) { ResultType = ItemType },
        Number("find_index", SearchFilters.FindIndex, 1, 2),
        new("has", SearchFilters.Has, 1, 2) { ResultType = static (_, _) => LiquidType.Boolean },
    ];

    private static IEnumerable<LiquidFilterDefinition> Others() =>
    [
        new("date", DateFilters.Date, 1, 1) { ResultType = static (_, _) => LiquidType.Text, DependsOnTime = DateFilters.DependsOnTime },
        new("default", OtherFilters.Default, 0, 2)
        {
            Keywords = ["allow_false"],
            ResultType = static (input, arguments) => LiquidType.Join(input, arguments.Count > 0 ? arguments[0] : LiquidType.Text),
        },
    ];

    private static LiquidFilterDefinition Text(string name, LiquidFilter run, int min = 0, int max = 0) =>
        new(name, run, min, max) { ResultType = static (_, _) => LiquidType.Text };

    private static LiquidFilterDefinition Number(string name, LiquidFilter run, int min = 0, int max = 0) =>
        new(name, run, min, max) { ResultType = static (_, _) => LiquidType.Number };

    private static LiquidType ItemType(LiquidType input, IReadOnlyList<LiquidType> arguments) => input.Item ?? LiquidType.Any;
}

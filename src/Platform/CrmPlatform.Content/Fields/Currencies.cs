using System.Collections.Frozen;

namespace CrmPlatform.Content.Fields;

/// <summary>Currency codes (ISO 4217) and the signs by which people write them.</summary>
public static class Currencies
{
    private const string Codes =
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC "
        + "CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD "
        + "JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD "
        + "NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP "
        + "SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG";

    private static readonly FrozenSet<string> _codes = Codes.Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, string> _signs = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["USD"] = "$",
        ["EUR"] = "€",
        ["GBP"] = "£",
        ["RUB"] = "₽",
        ["JPY"] = "¥",
        ["UAH"] = "₴",
        ["KZT"] = "₸",
        ["INR"] = "₹",
        ["TRY"] = "₺",
        ["ILS"] = "₪",
        ["KRW"] = "₩",
        ["VND"] = "₫",
        ["GEL"] = "₾",
        ["PLN"] = "zł",
        ["BYN"] = "Br",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, string> _words = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["руб"] = "RUB",
        ["руб."] = "RUB",
        ["р."] = "RUB",
        ["р"] = "RUB",
        ["грн"] = "UAH",
        ["грн."] = "UAH",
        ["тг"] = "KZT",
        ["US$"] = "USD",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, string> _bySign =
        _signs.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.OrdinalIgnoreCase);

    /// <summary>Those that a choice offers first, besides the tenant's own.</summary>
    public static IReadOnlyList<string> Usual { get; } = ["USD", "EUR", "GBP", "CHF", "PLN", "RUB", "KZT", "UAH", "GEL", "AMD", "AED", "TRY", "CNY", "JPY", "INR"];

    public static bool IsKnown(string code) => _codes.Contains(code);

    /// <summary>The sign of a currency, or its code when it has none of its own.</summary>
    public static string Sign(string code) => _signs.GetValueOrDefault(code, code);

    /// <summary>The code of what a person wrote: a code, a sign, a word; null when it is none.</summary>
    public static string? Find(string written) =>
        _codes.TryGetValue(written, out var code) ? code
        : _bySign.TryGetValue(written, out var signed) ? signed
        : _words.GetValueOrDefault(written);
}

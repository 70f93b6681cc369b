using System.Globalization;

namespace CrmPlatform.Content.Importing.Files.Cards;

/// <summary>One card on its way to a row.</summary>
internal sealed class Card
{
    private readonly Dictionary<string, string> _single = new(StringComparer.Ordinal);
    private readonly List<(int Rank, string Number)> _phones = [];
    private readonly List<(int Rank, string Address)> _mails = [];
    private IReadOnlyList<string> _name = [];
    private IReadOnlyList<string> _organization = [];
    private (int Rank, IReadOnlyList<string> Parts)? _address;

    public void Take(CardProperty property)
    {
        switch (property.Name)
        {
            case "N":
                _name = property.Parts();
                break;
            case "ORG":
                _organization = property.Parts();
                break;
            case "TEL":
                // A fax is no number to call.
                var rank = property.Is("pref") ? 0 : property.Is("cell") || property.Is("mobile") ? 1 : property.Is("fax") || property.Is("pager") ? 9 : 2;
                _phones.Add((rank, Without(property.Text, "tel:")));
                break;
            case "EMAIL":
                _mails.Add((property.Is("pref") ? 0 : 1, Without(property.Text, "mailto:")));
                break;
            case "ADR":
                var weight = property.Is("pref") ? 0 : property.Is("work") ? 1 : 2;
                _address = _address is { } before && before.Rank <= weight ? before : (weight, property.Parts());
                break;
            case "FN" or "TITLE" or "ROLE" or "URL" or "BDAY" or "NOTE" or "CATEGORIES" or "UID" or "NICKNAME":
                _single.TryAdd(property.Name, property.Text);
                break;
            default:
                break;
        }
    }

    public IReadOnlyList<string> Row()
    {
        var phones = _phones.OrderBy(p => p.Rank).Select(p => p.Number).Where(p => p.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        var mails = _mails.OrderBy(m => m.Rank).Select(m => m.Address).Where(m => m.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var address = _address?.Parts ?? [];
        return
        [
            Single("FN") is { Length: > 0 } full ? full : string.Join(' ', new[] { At(_name, 1), At(_name, 2), At(_name, 0) }.Where(n => n.Length > 0)),
            At(_name, 1), At(_name, 0), At(_name, 2), Single("NICKNAME"),
            At(_organization, 0), string.Join(", ", _organization.Skip(1).Where(o => o.Length > 0)),
            Single("TITLE") is { Length: > 0 } title ? title : Single("ROLE"),
            At(phones, 0), At(phones, 1), At(phones, 2), At(mails, 0), At(mails, 1), Single("URL"),
            string.Join(", ", new[] { At(address, 2), At(address, 1), At(address, 0) }.Where(a => a.Length > 0)),
            At(address, 3), At(address, 4), At(address, 5), At(address, 6),
            Day(Single("BDAY")), Single("NOTE"), Single("CATEGORIES"), Without(Single("UID"), "urn:uuid:"),
        ];
    }

    private string Single(string name) => _single.GetValueOrDefault(name, "");

    private static string At(IReadOnlyList<string> parts, int index) => index < parts.Count ? parts[index] : "";

    private static string Without(string text, string scheme) =>
        text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) ? text[scheme.Length..] : text;

    /// <summary>A day in ISO form; a birthday without a year is none.</summary>
    private static string Day(string text)
    {
        var day = text.Split('T')[0];
        return DateOnly.TryParseExact(day, ["yyyy-MM-dd", "yyyyMMdd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : day.StartsWith("--", StringComparison.Ordinal) ? "" : text;
    }
}

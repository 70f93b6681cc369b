using System.Globalization;
using System.Text;

namespace CrmPlatform.Bench;

/// <summary>Generated contacts, the same for every run: as rows for bare SQL and as a CSV file for the import.</summary>
internal static class ContactFile
{
    public static readonly string[] Columns =
    [
        "key", "name", "firstName", "lastName", "middleName", "company", "jobTitle", "role", "birthday", "source", "description",
        "phone", "mobile", "email", "channel", "noCalls", "noMail", "consentOn", "owner", "tags", "nextStep", "nextStepOn",
        "address", "lastTouch",
    ];

    private const int Owners = 50;
    private const int Companies = 1_000;
    private static readonly string[] _first = ["Anna", "Boris", "Carla", "Dmitri", "Elif", "Farid", "Grete", "Hugo", "Irina", "Jonas", "Kira", "Lev", "Maria", "Nils", "Olga", "Pavel", "Quentin", "Rosa", "Sergei", "Tamara"];
    private static readonly string[] _last = ["Ahlberg", "Brandt", "Castillo", "Demir", "Eriksen", "Fischer", "Grigoriev", "Hansen", "Ivanov", "Jansen", "Kowalski", "Lindqvist", "Müller", "Novak", "Ortiz", "Petrov", "Quispe", "Romano", "Sokolov", "Tanaka"];
    private static readonly string[] _titles = ["Buyer", "Director", "Engineer", "Head of purchasing", "Accountant", "Owner", "Assistant"];
    private static readonly string[] _cities = ["Berlin", "Hamburg", "Moscow", "Oslo", "Madrid", "Warsaw", "Vienna"];
    private static readonly string[] _sources = ["website", "call", "mail", "referral", "event"];

    /// <summary>The values of one contact in the order of <see cref="Columns"/>.</summary>
    public static string[] Row(int number)
    {
        var random = new Random(number);
        var first = _first[random.Next(_first.Length)];
        var last = string.Create(CultureInfo.InvariantCulture, $"{_last[random.Next(_last.Length)]}{number % 977}");
        var day = new DateOnly(1950, 1, 1).AddDays(random.Next(18_000)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var soon = new DateOnly(2026, 1, 1).AddDays(random.Next(365)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var n = number.ToString("D7", CultureInfo.InvariantCulture);
        return
        [
            "contact-" + n, $"{first} {last}", first, last, "", $"Company {random.Next(Companies)}", _titles[random.Next(_titles.Length)],
            "uses", day, _sources[random.Next(_sources.Length)], "Met at the fair, wants to hear of new models in spring.",
            "+4930" + n, "+49151" + n, $"{first}.{last}.{n}@example.com".ToUpperInvariant().Replace("Ü", "U", StringComparison.Ordinal).ToLowerInvariant(), "email", "false", "false", soon,
            $"Owner {random.Next(Owners)}", "fair", "Call about the offer", soon,
            $"Street {number % 300}; {_cities[random.Next(_cities.Length)]}", soon + "T09:00:00Z",
        ];
    }

    public static void Write(string path, int rows)
    {
        using var writer = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 20);
        writer.Write(string.Join(',', Columns) + "\n");
        for (var i = 1; i <= rows; i++)
        {
            writer.Write(string.Join(',', Row(i).Select(Quote)) + "\n");
        }
    }

    private static string Quote(string value) =>
        value.Contains(',', StringComparison.Ordinal) ? $"\"{value}\"" : value;

    /// <summary>The mapping that sends the file's columns to the fields of Contact.</summary>
    public const string Mapping =
        """
        {
          "type": "Contact",
          "match": "key",
          "dateFormat": "yyyy-MM-dd",
          "fields": {
            "key": { "column": "key" },
            "name": { "column": "name" },
            "firstName": { "column": "firstName" },
            "lastName": { "column": "lastName" },
            "middleName": { "column": "middleName" },
            "company": { "column": "company", "missing": "create" },
            "jobTitle": { "column": "jobTitle" },
            "role": { "column": "role" },
            "birthday": { "column": "birthday" },
            "source": { "column": "source" },
            "description": { "column": "description" },
            "phone": { "column": "phone" },
            "mobile": { "column": "mobile" },
            "email": { "column": "email" },
            "channel": { "column": "channel" },
            "noCalls": { "column": "noCalls" },
            "noMail": { "column": "noMail" },
            "consentOn": { "column": "consentOn" },
            "owner": { "column": "owner", "missing": "create" },
            "tags": { "column": "tags" },
            "nextStep": { "column": "nextStep" },
            "nextStepOn": { "column": "nextStepOn" },
            "address": { "column": "address" },
            "lastTouch": { "column": "lastTouch" }
          }
        }
        """;
}

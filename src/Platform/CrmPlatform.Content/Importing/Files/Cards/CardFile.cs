namespace CrmPlatform.Content.Importing.Files.Cards;

/// <summary>
/// Turns vCards (2.1, 3.0, 4.0) into a table. The columns are always the same, so that a mapping fits every pile of cards.
/// </summary>
internal static class CardFile
{
    private static readonly string[] _head =
    [
        "Name", "First name", "Last name", "Middle name", "Nickname", "Organization", "Department", "Job title",
        "Phone", "Phone 2", "Phone 3", "E-mail", "E-mail 2", "Website", "Street", "City", "Region", "Postal code", "Country",
        "Birthday", "Note", "Categories", "UID",
    ];

    /// <summary>Where the name of a card stands, the parts of a person's name, and the organization.</summary>
    public const int Name = 0;
    public const int FirstName = 1;
    public const int LastName = 2;
    public const int Organization = 5;

    /// <summary>Whether a table was made of cards.</summary>
    public static bool IsHead(IReadOnlyList<string> columns) => columns.SequenceEqual(_head, StringComparer.Ordinal);

    public static void Convert(string path, string encoding, TableWriter writer, CancellationToken cancellationToken)
    {
        writer.Add(_head);
        Card? card = null;
        var depth = 0;
        foreach (var property in CardLines.Read(path, encoding))
        {
            cancellationToken.ThrowIfCancellationRequested();
            switch (property.Name)
            {
                case "BEGIN" when property.Text.Equals("VCARD", StringComparison.OrdinalIgnoreCase):
                    // A card within a card is somebody's agent: not a row of its own.
                    card = depth++ == 0 ? new Card() : card;
                    break;
                case "END" when depth > 0:
                    depth--;
                    if (depth == 0)
                    {
                        writer.Add(card!.Row());
                    }

                    break;
                default:
                    if (depth == 1)
                    {
                        card!.Take(property);
                    }

                    break;
            }
        }

        if (depth > 0)
        {
            // A download that broke off: what is there is better than nothing, and the row can be looked at.
            writer.Add(card!.Row());
        }
    }
}

namespace CrmPlatform.Content.Importing.Drafts;

/// <summary>Ways to write dates that a person may choose from.</summary>
public static class ImportFormats
{
    public static IReadOnlyList<string> Dates => FormatGuess.DateFormats;
}

using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Errors;
using CrmPlatform.Host;
using CrmPlatform.Localization;
using CrmPlatform.Modules;
using Xunit;

namespace CrmPlatform.EndToEnd.Tests.Pages;

/// <summary>A firm calls its records as it likes: no text of ours names a type of the model by a word of its own.</summary>
public sealed partial class WordTests
{
    /// <summary>Words that only look like the name of a type.</summary>
    private static readonly string[] _others =
    [
        "merge.into-one-lead", "query.bad-path", // they lead somewhere
        "module.no-right", // one may call it
        "palette.title", "error.storage.busy", "error.import.file-too-large", "error.access.bad-key", "error.tenant.not-set-up", "error.host.gone", "cli.root", // команды программе
        "error.module.duplicate-module", "error.recipe.key-twice", // встречается
    ];

    [Theory]
    [InlineData("en")]
    [InlineData("ru")]
    public void No_text_names_a_type_of_the_model_by_a_fixed_word(string language)
    {
        var words = Words(language);
        Assert.Matches(words, language == "en" ? "open a deal" : "откройте сделку");

        Assert.DoesNotContain(Texts(language), t => !_others.Contains(t.Key) && words.IsMatch(Placeholder().Replace(t.Text, "")));
    }

    /// <summary>The labels of all types that our features bring; in Russian without their endings.</summary>
    private static Regex Words(string language)
    {
        var labels = Layers().SelectMany(l => l.Types).Where(t => t.Internal != true)
            .SelectMany(t => new[] { t.Label, t.PluralLabel }).OfType<LocalizedText>()
            .Select(l => l.For(System.Globalization.CultureInfo.GetCultureInfo(language)).ToLowerInvariant())
            .Select(w => language == "en" ? $"{Regex.Escape(w)}\\b" : Regex.Escape(w.TrimEnd('а', 'я', 'ы', 'и', 'о', 'е', 'ь')));
        return new Regex($"\\b(?:{string.Join('|', labels.Distinct(StringComparer.Ordinal))})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5));
    }

    private static IEnumerable<Layer> Layers() => BuiltInModules.All
        .SelectMany(m => m.GetTypes())
        .Where(t => t is { IsAbstract: false } && t.IsAssignableTo(typeof(ILayerSource)) && t.GetConstructor(Type.EmptyTypes) is not null)
        .Select(t => ((ILayerSource)Activator.CreateInstance(t)!).Build());

    private static IEnumerable<(string Key, string Text)> Texts(string language)
    {
        var files = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), $"{language}.json", SearchOption.AllDirectories)
            .Where(f => Path.GetFileName(Path.GetDirectoryName(f)) == "Localization" && !f.Contains("obj", StringComparison.Ordinal))
            .SelectMany(f => JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(f))!.Select(t => (t.Key, t.Value)));
        return language == "en" ? files.Concat(Errors()) : files;
    }

    /// <summary>The English texts of errors stand in the code.</summary>
    private static IEnumerable<(string Key, string Text)> Errors() => AppDomain.CurrentDomain.GetAssemblies()
        .Where(a => a.GetName().Name is { } name && (name.StartsWith("CrmPlatform.", StringComparison.Ordinal) || name.StartsWith("Crm.", StringComparison.Ordinal)) && !name.Contains("Tests", StringComparison.Ordinal))
        .SelectMany(a => a.GetTypes())
        .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
        .Where(f => f.FieldType == typeof(ErrorCode))
        .Select(f => (ErrorCode)f.GetValue(null)!)
        .Select(c => (c.Id, c.Text));

    [GeneratedRegex("\\{[^}]*\\}", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Placeholder();
}

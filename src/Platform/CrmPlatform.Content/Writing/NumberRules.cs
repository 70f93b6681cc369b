using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CrmPlatform.Content.Writing;

/// <summary>
/// Numbers by pattern: <c>D-{year}-{seq:5}</c>. <c>{year}</c>, <c>{yy}</c>, <c>{month}</c>, <c>{day}</c> are of the day of
/// creation, <c>{anyField}</c> is a value of the record. Each such prefix counts on its own, without gaps.
/// </summary>
internal static partial class NumberRules
{
    [GeneratedRegex(@"\{(?<name>[A-Za-z0-9_.]+)(:(?<width>\d{1,2}))?\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token();

    /// <summary>To be called when nothing can be refused any more.</summary>
    public static async ValueTask ApplyAsync(TypePlan plan, IReadOnlyList<PendingChange> ofType, WriteContext context, CancellationToken cancellationToken)
    {
        foreach (var field in plan.Numbered)
        {
            var waiting = ofType.Where(c => c.IsCreate && RequiredRules.IsEmpty(c.Value(field.Id)));
            foreach (var sequence in waiting.GroupBy(c => SequenceOf(plan, field, c, context), StringComparer.Ordinal))
            {
                var changes = sequence.ToList();
                var next = await context.Session.NextNumberAsync(sequence.Key, changes.Count, cancellationToken);
                foreach (var change in changes)
                {
                    change.After![field.Id] = Fill(field, change, next++, context);
                }
            }
        }
    }

    private static string SequenceOf(TypePlan plan, PlannedField field, PendingChange change, WriteContext context)
    {
        var name = new StringBuilder(plan.Type.Id);
        if (!string.Equals(field.Id, "number", StringComparison.OrdinalIgnoreCase))
        {
            name.Append('.').Append(field.Id);
        }

        foreach (Match token in Token().Matches(field.Field.Definition.Pattern!))
        {
            if (token.Groups["name"].Value != "seq")
            {
                name.Append('/').Append(ValueOf(token, change, 0, context));
            }
        }

        return name.ToString();
    }

    private static string Fill(PlannedField field, PendingChange change, long number, WriteContext context) =>
        Token().Replace(field.Field.Definition.Pattern!, match => ValueOf(match, change, number, context));

    private static string ValueOf(Match token, PendingChange change, long number, WriteContext context)
    {
        var name = token.Groups["name"].Value;
        var culture = CultureInfo.InvariantCulture;
        return name switch
        {
            "seq" => number.ToString("D" + (token.Groups["width"].Success ? token.Groups["width"].Value : "1"), culture),
            "year" => context.Today.ToString("yyyy", culture),
            "yy" => context.Today.ToString("yy", culture),
            "month" => context.Today.ToString("MM", culture),
            "day" => context.Today.ToString("dd", culture),
            _ => Convert.ToString(change.Value(name), culture) ?? "",
        };
    }
}

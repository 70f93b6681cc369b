using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Definitions;

namespace CrmPlatform.Content.Writing;

/// <summary>
/// Keeps a person's name and its parts together, in the order of the firm: the name is made of the parts while nobody has written
/// another one, and a name that is written whole becomes the parts. So people type a name once, and the two never drift apart.
/// </summary>
internal sealed class PersonNameGuard : IChangeGuard
{
    public static PersonNameGuard Instance { get; } = new();

    public bool AppliesTo(ContentType type) => type.PersonName is not null;

    public ValueTask CheckAsync(GuardedChange change, GuardContext context, CancellationToken cancellationToken)
    {
        if (change.After is { } after && !context.IsUndo)
        {
            Complete(change, after, change.Type.PersonName!, context.Settings.NameOrder);
        }

        return ValueTask.CompletedTask;
    }

    private static void Complete(GuardedChange change, Dictionary<string, object?> after, PersonNameFields fields, NameOrder order)
    {
        var name = change.Type.NameField;
        var written = after.GetValueOrDefault(name) as string;
        var parts = Parts(after, fields);
        if (string.IsNullOrWhiteSpace(written))
        {
            after[name] = parts.Write(order);
        }
        else if (change.Before is not { } record)
        {
            if (parts.PartsIn(written) is { } made)
            {
                after[name] = made.Write(order);
            }
            else if (parts.Write(order) is null && IsPlain(written))
            {
                Split(change.Type, after, PersonName.Read(written, order), order);
            }
        }
        else if (Parts(record.Values, fields) is var before && before.PartsIn(record[name] as string) is { } made)
        {
            if (!change.Changes(name))
            {
                // Whoever left the middle name out meant it.
                after[name] = (made.Middle is null && before.Middle is not null ? parts with { Middle = null } : parts).Write(order);
            }
            else if (parts == before)
            {
                Split(change.Type, after, PersonName.Read(written, order), order);
            }
        }
    }

    /// <summary>A name that was written whole, as parts and in the firm's order; no parts at all where one would be too long.</summary>
    private static void Split(ContentType type, Dictionary<string, object?> after, PersonName name, NameOrder order)
    {
        var fields = type.PersonName!;
        (string? Field, string? Text)[] parts = [(fields.Given, name.Given), (fields.Middle, name.Middle), (fields.Family, name.Family)];
        var fit = Array.TrueForAll(parts, p => p.Text is null || (p.Field is not null && !(p.Text.Length > type.Find(p.Field)?.Definition.MaxLength)));
        foreach (var (field, text) in parts)
        {
            Set(after, field, fit ? text : null);
        }

        if (fit)
        {
            after[type.NameField] = name.Write(order);
        }
    }

    /// <summary>Whether a name may be a person's: "Reception 24" and whole sentences are not.</summary>
    private static bool IsPlain(string name) => !name.Any(char.IsDigit) && name.Count(c => c == ' ') < 5;

    private static void Set(Dictionary<string, object?> after, string? field, string? value)
    {
        if (field is not null)
        {
            after[field] = value;
        }
    }

    private static PersonName Parts(IReadOnlyDictionary<string, object?> values, PersonNameFields fields) =>
        new(Text(values, fields.Given), Text(values, fields.Middle), Text(values, fields.Family));

    private static string? Text(IReadOnlyDictionary<string, object?> values, string? field) =>
        field is not null && values.GetValueOrDefault(field) is string { Length: > 0 } text ? text : null;
}

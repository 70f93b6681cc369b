using System.Globalization;
using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Errors;

namespace CrmPlatform.Web.Editors;

/// <summary>One record of one type (or of any type that carries a part), by its name.</summary>
public sealed class LookupEditor : FieldEditor
{
    public override Type Component => typeof(LookupInput);

    public override IReadOnlyList<string> Inputs(ContentField field) => [field.Id, TextOf(field)];

    public static string TextOf(ContentField field) => $"{field.Id}.text";

    public override void Fill(EditorContext editor, object? value)
    {
        var record = RefOf(editor.Field, value);
        editor.Values[editor.Field.Id] = record is { } r ? IdOf(editor.Field, r) : "";
        editor.Values[TextOf(editor.Field)] = record is { } found && editor.Names.TryGetValue(found, out var link) ? link.Name : "";
    }

    public override async ValueTask<object?> ReadAsync(EditorContext editor, CancellationToken cancellationToken)
    {
        var id = editor.Values.Text(editor.Field.Id);
        var text = editor.Values.Text(TextOf(editor.Field)).Trim();
        if (text.Length == 0)
        {
            return null;
        }

        if (editor.Trusted)
        {
            return RefOf(editor.Field, id) is { } was ? ValueOf(editor.Field, was) : null;
        }

        if (RefOf(editor.Field, id) is { } record && await Lookups.IsCalledAsync(editor.Page, record, text, cancellationToken))
        {
            return ValueOf(editor.Field, record);
        }

        return ValueOf(editor.Field, (await Lookups.ResolveAsync(editor, text, cancellationToken)).Record());
    }

    /// <summary>Lookups write a number, references write <c>Company/12</c>.</summary>
    internal static string IdOf(ContentField field, RecordRef record) =>
        field.Type == FieldTypes.Reference ? record.ToString() : record.Id.ToString(CultureInfo.InvariantCulture);

    internal static RecordRef? RefOf(ContentField field, object? value) => value switch
    {
        RecordRef record => record,
        RecordLink link => new RecordRef(link.Type, link.Id),
        long id when field.TargetType is not null => new RecordRef(field.TargetType, id),
        string text when field.Type == FieldTypes.Reference => RecordRef.Parse(text),
        string text when field.TargetType is not null
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) => new RecordRef(field.TargetType, id),
        _ => null,
    };

    private static object ValueOf(ContentField field, RecordRef record) =>
        field.Type == FieldTypes.Reference ? record : record.Id;
}

/// <summary>Several records of one type.</summary>
public sealed class MultiLookupEditor : FieldEditor
{
    public override Type Component => typeof(MultiLookupInput);

    public override bool IsGroup => true;

    public override IReadOnlyList<string> Inputs(ContentField field) => [field.Id, LookupEditor.TextOf(field)];

    public override void Fill(EditorContext editor, object? value)
    {
        var ids = value is IEnumerable<long> numbers ? numbers.Select(n => n.ToString(CultureInfo.InvariantCulture)) : [];
        editor.Values[editor.Field.Id] = (string[])["", .. ids];
        editor.Values[LookupEditor.TextOf(editor.Field)] = "";
    }

    public override async ValueTask<object?> ReadAsync(EditorContext editor, CancellationToken cancellationToken)
    {
        var ids = editor.Values.List(editor.Field.Id)
            .Select(t => long.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : throw editor.Bad(t, "expected.record"))
            .ToList();
        if (editor.Values.Text(LookupEditor.TextOf(editor.Field)).Trim() is { Length: > 0 } added)
        {
            ids.Add((await Lookups.ResolveAsync(editor, added, cancellationToken)).Id);
        }

        return ids.Count == 0 ? null : ids.Distinct().ToList();
    }
}

/// <summary>A typed name that several records, or none, answer to.</summary>
public sealed class AmbiguousNameError(ErrorCode code, IReadOnlyDictionary<string, object?> args, IReadOnlyList<RecordLink> candidates)
    : UserError(code, args)
{
    public IReadOnlyList<RecordLink> Candidates { get; } = candidates;
}

internal static class RecordLinkExtensions
{
    public static RecordRef Record(this RecordLink link) => new(link.Type, link.Id);
}

using System.Text.Json.Nodes;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;

namespace CrmPlatform.Content.Fields;

/// <summary>An address on the web. Only http, https and mailto: a link must never run a script.</summary>
public sealed class UrlField : TextFieldType
{
    private const int MaxLength = 2000;

    public override string Key => FieldTypes.Url;

    public override IReadOnlyList<FilterOperator> Operators => FieldValues.TextOperators;

    public override FieldStorage CreateStorage(FieldDefinition definition) => ColumnStorage.Of(definition, StorageKind.Text, folds: true);

    public override object? Normalize(object? value, ContentField field)
    {
        if (FieldValues.CleanLine((string?)value, field, MaxLength) is not { } text)
        {
            return null;
        }

        var written = HasScheme(text) ? text : "https://" + text;
        return IsAllowed(written) ? written : throw FieldValues.Bad(field, text, Expected.Url);
    }

    public override JsonObject Schema(ContentField field) => FieldValues.Nullable("string", "uri");

    public override string? DuplicateText(object? value) => value is string text ? TextFolding.Fold(text).TrimEnd('/') : null;

    /// <summary>A colon before the first dot or slash ends a scheme; <c>example.com:8080</c> has none.</summary>
    private static bool HasScheme(string text)
    {
        var end = text.AsSpan().IndexOfAny(":./?#");
        return end > 0 && text[end] == ':';
    }

    private static bool IsAllowed(string text)
    {
        if (text.AsSpan().IndexOfAny(" \t<>\"") >= 0 || !Uri.TryCreate(text, UriKind.Absolute, out var uri))
        {
            return false;
        }

        return uri.Scheme == Uri.UriSchemeMailto
            ? text.Contains('@', StringComparison.Ordinal)
            : uri.Scheme is "http" or "https" && (uri.Host.Contains('.', StringComparison.Ordinal) || uri.HostNameType != UriHostNameType.Dns || uri.IsLoopback);
    }
}

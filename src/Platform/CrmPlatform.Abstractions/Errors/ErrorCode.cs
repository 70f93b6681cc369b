namespace CrmPlatform.Errors;

/// <summary>
/// One kind of user error: a stable id (<c>area.what</c>, lower case with dashes) and its English text
/// with named placeholders. The Russian text stands in the module's catalogue under <c>error.{id}</c>.
/// The text says what happened, to which thing, and what to do.
/// </summary>
/// <param name="Id">Never changes once released.</param>
/// <param name="Text">English, with <c>{named}</c> placeholders.</param>
/// <param name="Status">The HTTP status an API answers with.</param>
public sealed record ErrorCode(string Id, string Text, int Status = 400)
{
    /// <summary>An error of this kind. Arguments fill the placeholders.</summary>
    public UserError With(params ReadOnlySpan<(string Name, object? Value)> args)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in args)
        {
            values[name] = value;
        }

        return new UserError(this, values);
    }

    /// <summary>A finding of this kind about one field of one change.</summary>
    public FieldError For(string? field, params ReadOnlySpan<(string Name, object? Value)> args) =>
        new(0, field, this, With(args).Args);
}

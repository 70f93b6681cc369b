using System.Text.Json;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Fields;
using CrmPlatform.Content.Queries;
using CrmPlatform.Errors;
using CrmPlatform.Tenants;

namespace CrmPlatform.Web.Identity;

/// <summary>The employee behind an account: who "me" is in filters, and who owns what the person creates.</summary>
internal sealed class EmployeeLinks(ITenantStates states, IContentReader reader, IContentWriter writer)
{
    private const string Email = "email";

    /// <summary>The employee with the e-mail, created if need be; null where the tenant has no employees, or asks more of them than a name.</summary>
    public async Task<long?> EnsureAsync(string email, string name, CancellationToken cancellationToken)
    {
        var model = (await states.GetAsync(cancellationToken)).Model;
        if (model.Find(EmployeeField.TargetType) is not { } type || type.Find(Email) is null)
        {
            return null;
        }

        var query = new ContentQuery
        {
            Type = type.Id,
            Columns = [type.NameField],
            Where = new FieldCondition(Email, FilterOperator.Equal, JsonSerializer.SerializeToElement(email)),
            Limit = 1,
        };
        try
        {
            var found = await reader.QueryAsync(Actor.System, query, cancellationToken);
            return found.Rows is [var row, ..] ? row.Id : await CreateAsync(type, email, name, cancellationToken);
        }
        catch (UserError)
        {
            // A recipe may ask more of an employee than an account knows: an administrator links one by hand.
            return null;
        }
    }

    /// <summary>Whether the employee is there and not in the bin: else nothing could be saved that names them.</summary>
    public async Task<bool> IsThereAsync(long employee, CancellationToken cancellationToken)
    {
        var model = (await states.GetAsync(cancellationToken)).Model;
        return model.Find(EmployeeField.TargetType) is { } type
            && await reader.FindAsync(Actor.System, type.Id, employee, cancellationToken) is { } record
            && record[SystemFields.DeletedAt] is null;
    }

    private async Task<long> CreateAsync(ContentType type, string email, string name, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { [type.NameField] = name, [Email] = email };
        var result = await writer.ApplyAsync(
            new ChangeSet { Actor = Actor.System, Act = new ActInfo("system"), Changes = [new CreateChange(type.Id, values)] },
            cancellationToken);
        return result.Results[0].Record.Id;
    }
}

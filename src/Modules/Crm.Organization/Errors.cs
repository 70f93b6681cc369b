using CrmPlatform.Errors;

namespace Crm.Organization;

internal static class Errors
{
    public static readonly ErrorCode TeamInItself = new(
        "organization.team-in-itself",
        "\"{team}\" cannot be part of itself or of what is below it. Choose another one above it.",
        422);
}

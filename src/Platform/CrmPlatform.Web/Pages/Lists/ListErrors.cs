using CrmPlatform.Errors;

namespace CrmPlatform.Web.Pages.Lists;

/// <summary>What the address of a list can have wrong, beside what the query binder finds.</summary>
internal static class ListErrors
{
    public static readonly ErrorCode NoFilter = new("list.no-filter", "This list cannot be filtered by \"{field}\".", 422);
    public static readonly ErrorCode NoOperator = new("list.no-operator", "\"{op}\" is no way to compare {field}.", 422);
    public static readonly ErrorCode Incomplete = new("list.incomplete", "{field}: a second value is missing.", 422);
    public static readonly ErrorCode NoSort = new("list.no-sort", "This list cannot be sorted by \"{field}\".", 422);
    public static readonly ErrorCode NoView = new("list.no-view", "There is no view \"{view}\" here. Choose one of: {known}.", 422);
}

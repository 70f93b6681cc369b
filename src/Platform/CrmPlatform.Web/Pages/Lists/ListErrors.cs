using CrmPlatform.Errors;

namespace CrmPlatform.Web.Pages.Lists;

/// <summary>What the address of a list can have wrong, beside what the query binder finds.</summary>
internal static class ListErrors
{
    public static readonly ErrorCode NoFilter = new("list.no-filter", "This list cannot be filtered by \"{field}\".", 422);
    public static readonly ErrorCode NoOperator = new("list.no-operator", "\"{op}\" is no way to compare {field}.", 422);
    public static readonly ErrorCode Incomplete = new("list.incomplete", "{field}: a second value is missing.", 422);
    public static readonly ErrorCode NoSort = new("list.no-sort", "This list cannot be sorted by \"{field}\".", 422);
    public static readonly ErrorCode NoGroup = new("list.no-group", "This list cannot be grouped by \"{field}\".", 422);
    public static readonly ErrorCode NoSuchView = new("list.no-such-view", "There is no view {view}, or it is not shared with you. Choose one of: {known}.", 404);
    public static readonly ErrorCode BadAct = new("list.bad-act", "The form does not say what to do. Go back to the list and try again.", 422);
    public static readonly ErrorCode NothingPicked = new("list.nothing-picked", "No record is selected. Select some first.", 422);
    public static readonly ErrorCode NotYours = new("list.not-yours", "This view cannot be changed by you. Save it as a view of your own.", 403);
    public static readonly ErrorCode NoView = new("list.no-view", "There is no view \"{view}\" here. Choose one of: {known}.", 422);
}

using Crm.Activities.Reading;

namespace Crm.Activities.Components;

/// <summary>An activity in the calendar, and where its form returns to.</summary>
/// <param name="Place">Where it stands in the hours of its day; null where there are none.</param>
public sealed record CalendarItem(Activity Activity, string Back, bool CanEdit, DayPlace? Place = null);

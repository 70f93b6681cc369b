using Crm.Activities.Reading;

namespace Crm.Activities.Components;

/// <summary>An activity in the calendar, and where its form returns to.</summary>
public sealed record CalendarItem(Activity Activity, string Back, bool CanEdit);

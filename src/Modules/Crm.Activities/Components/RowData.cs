using Crm.Activities.Reading;

namespace Crm.Activities.Components;

/// <summary>An activity as one row with what can be done to it.</summary>
/// <param name="Phone">Of the call itself, or of the subject.</param>
/// <param name="Back">Where its forms return to, below the tenant's root.</param>
public sealed record RowData(Activity Activity, string? Phone, string Back, bool WithSubject, bool CanEdit);

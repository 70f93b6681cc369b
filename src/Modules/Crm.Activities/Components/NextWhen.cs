namespace Crm.Activities.Components;

/// <summary>A proposed day, and a time when there was one.</summary>
public sealed record NextWhen(DateOnly Day, string? Time);

namespace CrmPlatform.Liquid;

/// <summary>How a number came about, which decides how it divides and how it is written. The greater form wins in arithmetic.</summary>
internal enum NumberForm
{
    /// <summary>Written without a fraction: dividing two of them drops the remainder.</summary>
    Whole,

    /// <summary>Written with a fraction in a template or in JSON: 5.0 stays 5.0, as the suites have it.</summary>
    Fraction,

    /// <summary>The host's own decimal, such as money: 1200.00 is written 1200.</summary>
    Exact,
}

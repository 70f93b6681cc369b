namespace CrmPlatform.Modules;

/// <summary>
/// Says all that a feature adds, in one place. One class per feature of a module; its feature is named by
/// <see cref="FeatureAttribute"/>, or is the module's own id when the attribute is absent. Needs an empty constructor.
/// </summary>
public abstract class FeatureStartup
{
    public abstract void Declare(FeatureBuilder feature);
}

/// <summary>Names the feature that a startup declares.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class FeatureAttribute(string id) : Attribute
{
    public string Id { get; } = id;
}

/// <summary>A singleton of a module that says it holds nothing of one tenant.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SharedAcrossTenantsAttribute : Attribute;

/// <summary>
/// What features of the current tenant contribute to a contract. The only way to enumerate contributions:
/// nothing of a feature that is off is among them. Instances come from the current service scope.
/// </summary>
public interface IExtensions<T>
    where T : class
{
    /// <summary>Those of the features that are on for the current tenant, in feature order.</summary>
    ValueTask<IReadOnlyList<T>> AllAsync(CancellationToken cancellationToken);
}

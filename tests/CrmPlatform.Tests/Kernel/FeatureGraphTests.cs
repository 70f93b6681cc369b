using CrmPlatform.Errors;
using CrmPlatform.Kernel.Modules;
using CrmPlatform.Tests.Kernel.Fakes;
using Xunit;

namespace CrmPlatform.Tests.Kernel;

public sealed class FeatureGraphTests
{
    [Fact]
    public void What_is_needed_comes_first_and_ties_go_by_id()
    {
        var ordered = FeatureGraph.Sort([Feature("D", "B", "C"), Feature("C", "A"), Feature("B", "A"), Feature("A"), Feature("aa")]);
        Assert.Equal(["A", "aa", "B", "C", "D"], ordered.Select(f => f.Id));
    }

    [Fact]
    public void A_missing_dependency_names_both_ends()
    {
        var error = Assert.Throws<UserError>(() => FeatureGraph.Sort([Feature("A", "Gone")]));
        Assert.Equal("module.missing-feature", error.Id);
        Assert.Contains("\"A\"", error.Message, StringComparison.Ordinal);
        Assert.Contains("\"Gone\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_circle_names_both_ends_and_the_way_round()
    {
        var error = Assert.Throws<UserError>(() => FeatureGraph.Sort([Feature("Start", "A"), Feature("A", "B"), Feature("B", "C"), Feature("C", "A")]));
        Assert.Equal("module.circular-feature", error.Id);
        Assert.Contains("A → B → C → A", error.Message, StringComparison.Ordinal);
        Assert.Equal(("A", "C"), (error.Args["first"], error.Args["second"]));
    }

    [Fact]
    public void A_feature_that_needs_itself_is_a_circle() =>
        Assert.Equal("module.circular-feature", Assert.Throws<UserError>(() => FeatureGraph.Sort([Feature("A", "A")])).Id);

    [Fact]
    public void Two_features_of_one_id_are_refused_whatever_the_case() =>
        Assert.Equal("module.duplicate-feature", Assert.Throws<UserError>(() => FeatureGraph.Sort([Feature("A"), Feature("a")])).Id);

    [Fact]
    public void Dependencies_of_dependencies_come_along()
    {
        var catalog = new FeatureCatalog(FeatureGraph.Sort([Feature("A"), Feature("B", "A"), Feature("C", "B"), Feature("Other")]));
        Assert.Equal(["A", "B", "C"], catalog.WithDependencies(["c", "Unknown"]).Order(StringComparer.Ordinal));
    }

    private static FeatureDescriptor Feature(string id, params string[] needs) => TestKernel.Feature(id, needs);
}

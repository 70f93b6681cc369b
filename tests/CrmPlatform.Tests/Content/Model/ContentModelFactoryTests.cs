using System.Diagnostics;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Model;
using CrmPlatform.Errors;
using Xunit;
using static CrmPlatform.Tests.Content.Model.Samples;

namespace CrmPlatform.Tests.Content.Model;

public sealed class ContentModelFactoryTests
{
    [Fact]
    public void The_modules_of_the_house_make_a_model_without_a_dormant_reference()
    {
        Assert.Empty(House.Dormant);
        Assert.Equal(
            ["Company", "Contact", "Deal", "Employee", "Lead", "Product", "Team"],
            House.Types.Values.Where(t => !t.Internal).Select(t => t.Id).Order(StringComparer.Ordinal).Where(t => t is not "ProductCategory"));
    }

    [Fact]
    public void A_higher_layer_overrides_labels_order_requirement_and_visibility_and_nothing_else()
    {
        var model = Build(
            OneType("module", "Deal", Field.Text("city", "City", "Город") with { MaxLength = 50, Searchable = true }),
            Changes("recipe", "deal", new FieldDefinition { Id = "CITY", Label = "Town", Required = true }));

        var field = model.Get("Deal").Fields["city"];
        Assert.Equal("city", field.Id);
        Assert.Equal("Town", field.Label.ToString());
        Assert.Equal("Город", field.Label.For(System.Globalization.CultureInfo.GetCultureInfo("ru-RU")));
        Assert.True(field.Required);
        Assert.True(field.Searchable);
        Assert.Equal(50, field.Definition.MaxLength);
    }

    [Theory]
    [InlineData(FieldTypes.Text, null, null, FieldTypes.Integer, null, null)]
    [InlineData(FieldTypes.Decimal, 2, null, FieldTypes.Decimal, 3, null)]
    [InlineData(FieldTypes.Decimal, null, null, null, 4, null)]
    [InlineData(FieldTypes.Lookup, null, "Deal", FieldTypes.Lookup, null, "Other")]
    [InlineData(FieldTypes.Choice, null, null, FieldTypes.MultiChoice, null, null)]
    [InlineData(FieldTypes.Integer, null, null, FieldTypes.Lookup, null, "Deal")]
    public void Two_layers_that_disagree_on_a_storage_shape_contradict(
        string type, int? scale, string? target, string? otherType, int? otherScale, string? otherTarget)
    {
        var lower = OneType("first", "Deal", new FieldDefinition { Id = "x", Type = type, Scale = scale, Target = target });
        var higher = Changes("second", "Deal", new FieldDefinition { Id = "x", Type = otherType, Scale = otherScale, Target = otherTarget });

        var error = Assert.Throws<UserError>(() => Build(lower, higher));

        Assert.Equal("model.contradiction", error.Id);
        Assert.Equal("second", error.Args["layer"]);
        Assert.Equal("first", error.Args["other"]);
        Assert.Equal("Deal", error.Args["type"]);
        Assert.Equal("x", error.Args["field"]);
    }

    [Fact]
    public void A_field_of_a_part_and_one_of_the_type_contradict_too()
    {
        var layer = OneType("module", "Deal", Field.Integer("owner", "Owner", "Владелец"));
        var staged = layer with { Types = [layer.Types[0] with { Parts = [KnownParts.Owned] }] };

        var error = Assert.Throws<UserError>(() => Build(new PlatformLayer().Build(), staged));

        Assert.Equal("model.contradiction", error.Id);
        Assert.Equal(PlatformLayer.LayerId, error.Args["other"]);
    }

    [Fact]
    public void The_same_shape_said_twice_is_no_contradiction()
    {
        var model = Build(
            OneType("module", "Deal", Field.Text("note", "Note", "Заметка")),
            Changes("recipe", "Deal", new FieldDefinition { Id = "note", Type = FieldTypes.LongText }));

        Assert.Equal(FieldTypes.LongText, model.Get("Deal").Fields["note"].Type);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1st")]
    [InlineData("a b")]
    [InlineData("a..b")]
    [InlineData("a.")]
    [InlineData("drop;table")]
    [InlineData("имя")]
    [InlineData("a23456789012345678901234567890123456789012")]
    public void A_malformed_id_is_refused(string id)
    {
        var error = Assert.Throws<UserError>(() => Build(OneType("module", "Deal", Field.Text(id, "x", "x"))));

        Assert.Equal("model.bad-id", error.Id);
    }

    [Theory]
    [InlineData("Id")]
    [InlineData("version")]
    [InlineData("deletedAt")]
    [InlineData("type")]
    public void A_field_cannot_take_the_name_of_a_system_field(string id) =>
        Assert.Equal("model.reserved-id", Assert.Throws<UserError>(() => Build(OneType("module", "Deal", Field.Text(id, "x", "x")))).Id);

    [Fact]
    public void An_unknown_field_type_is_refused_with_the_known_ones()
    {
        var error = Assert.Throws<UserError>(() => Build(OneType("module", "Deal", new FieldDefinition { Id = "x", Type = "Formula" })));

        Assert.Equal("model.unknown-field-type", error.Id);
        Assert.Contains("MultiLookup", error.Args["known"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Additions_to_a_type_whose_feature_is_off_lie_dormant()
    {
        var recipe = Changes("recipe", "Deal", Field.Integer("openingWidth", "Width", "Ширина")) with
        {
            Views = [new() { Id = "deals.open", Type = "Deal" }],
            Navigation = [new() { Id = "deals", Type = "Deal" }],
            Pipelines = [new() { Id = "sales", Type = "Deal" }],
        };

        var model = Build(new PlatformLayer().Build(), recipe);

        Assert.DoesNotContain(model.Types.Values, t => !t.Internal);
        Assert.Empty(model.Views);
        Assert.Empty(model.Pipelines);
        Assert.Empty(model.Navigation);
        Assert.Equal(
            ["type Deal", "pipeline sales", "view deals.open", "navigation deals"],
            model.Dormant.Select(d => d.Where));
        Assert.All(model.Dormant, d => Assert.Equal("recipe", d.Layer));
    }

    [Fact]
    public void What_refers_to_something_absent_is_left_out_and_listed()
    {
        var layer = OneType(
            "module",
            "Deal",
            Field.Lookup("company", "Company", "Company", "Компания"),
            Field.Choice("size", "Size", "Размер", Field.Option("s", "S", "S")) with { Default = Field.Default("xl") },
            Field.Money("amount", "Amount", "Сумма") with { RateDate = "paidOn" },
            Field.Text("hint", "Hint", "Подсказка") with { When = Filter("""{"field":"gone","value":1}"""), Required = true }) with
        {
            Pipelines = [new() { Id = "sales", Type = "Deal", Stages = [new() { Id = "new", Requires = ["amount", "gone"] }] }],
            Views =
            [
                new() { Id = "all", Type = "Deal", Columns = ["name", "gone"], Sort = ["-gone", "name"] },
                new() { Id = "filtered", Type = "Deal", Where = Filter("""{"field":"gone","value":1}""") },
            ],
        };
        var type = layer.Types[0] with
        {
            Parts = [KnownParts.Staged, "Missing"],
            DuplicateKeys = [new() { Id = "k", Fields = ["name", "gone"] }],
        };

        var model = Build(new PlatformLayer().Build(), layer with { Types = [type] });

        var deal = model.Get("Deal");
        Assert.Null(deal.Fields["company"].TargetType);
        Assert.Null(deal.Fields["size"].Definition.Default);
        Assert.Null(deal.Fields["amount"].Definition.RateDate);
        Assert.False(deal.Fields["hint"].Required);
        Assert.Equal(["amount"], model.Pipelines[0].Stages[0].Requires);
        Assert.Equal(["name"], Assert.Single(model.Views).Columns);
        Assert.Equal(["name"], model.Views[0].Sort);
        Assert.Empty(deal.DuplicateKeys);
        Assert.Equal(
            [
                "type Deal, part Missing",
                "field Deal.company",
                "field Deal.size",
                "type Deal, duplicate key k",
                "pipeline sales, stage new, required field gone",
                "field Deal.amount, date of the rate",
                "field Deal.hint, condition",
                "view all, column gone",
                "view all, sort -gone",
                "view filtered, filter",
            ],
            model.Dormant.Select(d => d.Where));
    }

    [Fact]
    public void A_former_id_of_a_type_or_field_still_finds_it_and_still_merges()
    {
        var module = OneType("module", "Company", Field.Text("city", "City", "Город") with { Aliases = ["town"] });
        module = module with { Types = [module.Types[0] with { Aliases = ["Client"] }] };

        var model = Build(
            module,
            Changes("recipe", "Client", new FieldDefinition { Id = "town", Label = "Place" }),
            OneType("other", "Deal", Field.Lookup("client", "Client", "Client", "Клиент")));

        Assert.Equal("Place", model.Get("client").Find("Town")!.Label.ToString());
        Assert.Equal("Company", model.Get("Deal").Fields["client"].TargetType);
        Assert.Empty(model.Dormant);
    }

    [Fact]
    public void A_staged_type_offers_the_pipelines_and_stages_that_it_has_the_default_first()
    {
        var layer = OneType("module", "Deal") with
        {
            Pipelines =
            [
                new() { Id = "service", Type = "Deal", Order = 1, Stages = [new() { Id = "new" }, new() { Id = "done", Kind = StageKind.Won }] },
                new()
                {
                    Id = "sales",
                    Type = "Deal",
                    Order = 2,
                    Default = true,
                    Stages = [new() { Id = "won", Kind = StageKind.Won, Order = 9 }, new() { Id = "old", Hidden = true, Order = 1 }, new() { Id = "talk", Order = 2 }],
                    LostReasons = [new() { Id = "price" }],
                },
            ],
        };
        layer = layer with { Types = [layer.Types[0] with { Parts = [KnownParts.Staged] }] };

        var model = Build(new PlatformLayer().Build(), layer);

        var deal = model.Get("Deal");
        Assert.Equal(["sales", "service"], model.PipelinesOf("Deal").Select(p => p.Id));
        Assert.True(model.Pipelines[0].Default);
        Assert.False(model.Pipelines[1].Default);
        Assert.Equal(["talk", "won", "old"], model.Pipelines[0].Stages.Select(s => s.Id));
        Assert.Equal(100, model.Pipelines[0].Find("won")!.Probability);
        Assert.Equal(["sales", "service"], deal.Fields["pipeline"].Choices.Select(c => c.Id));
        Assert.Equal(["talk", "won", "old", "new", "done"], deal.Fields["stage"].Choices.Select(c => c.Id));
        Assert.Equal(["price"], deal.Fields["lostReason"].Choices.Select(c => c.Id));
    }

    [Fact]
    public void Stages_merge_by_id_so_a_recipe_can_add_one_and_rename_another()
    {
        var lower = House.FindPipeline("Deal", "sales")!;
        var recipe = new Layer
        {
            Id = "recipe",
            Pipelines = [new() { Id = "sales", Stages = [new() { Id = "engaging", Label = "Talks" }, new() { Id = "measure", Order = 15 }] }],
        };

        var sales = Build([.. ModuleLayers, recipe]).FindPipeline("Deal", "sales")!;

        Assert.Equal(["prospecting", "measure", "engaging", "won", "lost"], sales.Stages.Select(s => s.Id));
        Assert.Equal("Talks", sales.Find("engaging")!.Label.ToString());
        Assert.Equal(lower.Find("engaging")!.RottingDays, sales.Find("engaging")!.RottingDays);
    }

    [Fact]
    public void The_default_view_of_the_highest_layer_is_the_only_default()
    {
        var recipe = new Layer { Id = "recipe", Views = [new() { Id = "deals.all", Default = true }] };

        var model = Build([.. ModuleLayers, recipe]);

        Assert.Equal(["deals.all"], model.Views.Where(v => v.Type == "Deal" && v.Default == true).Select(v => v.Id));
    }

    [Fact]
    public void Fields_stand_by_section_and_order_those_without_a_section_last()
    {
        var layer = OneType(
            "module",
            "Deal",
            Field.Text("b", "B", "B") with { Section = "two", Order = 2 },
            Field.Text("a", "A", "A") with { Section = "two", Order = 1 },
            Field.Text("c", "C", "C") with { Section = "one" },
            Field.Text("d", "D", "D") with { Section = "gone" });
        layer = layer with { Types = [layer.Types[0] with { Sections = [new() { Id = "two", Order = 2 }, new() { Id = "one", Order = 1 }] }] };

        var deal = Build(layer).Get("Deal");

        Assert.Equal(["c", "a", "b", "name", "d"], deal.OrderedFields.Select(f => f.Id));
        Assert.All(deal.OrderedFields, f => Assert.False(f.System));
    }

    [Fact]
    public void Views_links_and_keys_give_the_indexes()
    {
        var deal = House.Get("Deal");
        var indexes = deal.Indexes.Select(i => string.Join(',', i)).ToList();

        Assert.Contains("outcome,expectedon", indexes);
        Assert.Contains("outcome,closedon", indexes);
        Assert.Contains("createdat", indexes);
        Assert.Contains("name__fold", indexes);
        Assert.Contains("company", indexes);
        Assert.Contains("pipeline,stage,stagesince", indexes);
        Assert.DoesNotContain("outcome", indexes);
        Assert.DoesNotContain("pipeline", indexes);
        Assert.Contains("taxId__key", House.Get("Company").Indexes.Select(i => i[0]), StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public void The_name_field_has_a_folded_column_and_is_searchable()
    {
        var name = Build(OneType("module", "Deal")).Get("Deal").Fields["name"];

        Assert.Equal(["name", "name__fold"], name.Storage.Columns.Select(c => c.Name));
        Assert.True(name.Searchable);
    }

    [Fact]
    public void Names_in_the_database_fit_its_limits_and_differ()
    {
        var model = Build(OneType("a", "Acme.MeasurementVisitOfWindows"), OneType("b", "Acme.MeasurementVisitOfWindowsAndDoors"), OneType("c", "Deal"));

        Assert.Equal("c_deal", model.Get("Deal").Table);
        Assert.All(model.Types.Values, t => Assert.Matches("^[a-z0-9_]{1,21}$", t.Table));
        Assert.Equal(3, model.Types.Values.Select(t => t.Table).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Equal_layers_give_an_equal_hash_and_any_difference_another()
    {
        var again = Build([.. ModuleLayers.Select(l => l with { })]);
        var renamed = Build([.. ModuleLayers, Changes("tenant", "Deal", new FieldDefinition { Id = "amount", Label = "Price" })]);
        var filtered = Build([.. ModuleLayers, new Layer { Id = "tenant", Views = [new() { Id = "deals.open", Where = Filter("""{"field":"outcome","value":"won"}""") }] }]);

        Assert.Equal(House.Hash, again.Hash);
        Assert.NotEqual(House.Hash, renamed.Hash);
        Assert.NotEqual(House.Hash, filtered.Hash);
        Assert.NotEqual(renamed.Hash, filtered.Hash);
    }

    [Fact]
    public void The_hash_is_the_same_in_every_process() =>
        Assert.Equal("42e731b6d493c234b87dc4885c708170", Build(OneType("module", "Deal", Field.Choice("a", "A", "А", Field.Option("x", "X", "Х")))).Hash);

    [Fact]
    public void The_layers_themselves_stay_as_they_were()
    {
        var layer = OneType("module", "Deal", Field.Choice("kind", "Kind", "Вид", Field.Option("a", "A", "A")));

        Build(layer, Changes("recipe", "Deal", new FieldDefinition { Id = "kind", Choices = [new() { Id = "b" }] }));

        Assert.Single(layer.Types[0].Fields[1].Choices);
    }

    [Fact]
    public void A_model_of_the_house_is_built_in_a_few_milliseconds()
    {
        var factory = new ContentModelFactory();
        factory.Build(ModuleLayers);
        var best = Enumerable.Range(0, 10).Min(_ =>
        {
            var watch = Stopwatch.StartNew();
            factory.Build(ModuleLayers);
            return watch.Elapsed.TotalMilliseconds;
        });

        Assert.True(best < 50, $"{best} ms");
    }
}

using Crm.Shared;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Content.Queries;
using CrmPlatform.Localization;
using CrmPlatform.Modules;

namespace Crm.Pipeline;

/// <summary>Deals and leads, each with a pipeline to begin with; recipes bring those of a trade.</summary>
public sealed partial class PipelineTypes : ILayerSource
{
    public const string Deal = "Deal";
    public const string Lead = "Lead";

    public Layer Build() => new()
    {
        Id = "Crm.Pipeline",
        Types = [DealType(), LeadType()],
        Pipelines = [SalesPipeline(), LeadPipeline()],
        Views = [.. DealViews(), .. LeadViews()],
        Navigation =
        [
            new() { Id = "deals", Type = Deal, Group = "sales", Order = 100, Icon = "target-arrow" },
            new() { Id = "leads", Type = Lead, Group = "sales", Order = 110, Icon = "filter" },
        ],
    };

    private static IReadOnlyList<ChoiceDefinition> Sources() => ClientSources.With(Field.Option("existing", "Existing client", "Действующий клиент"));

    private static ViewDefinition[] DealViews()
    {
        string[] columns = ["name", "stage", "amount", "company", "owner", "expectedOn", "nextStepOn"];
        string[] won = ["name", "amount", "company", "owner", "closedOn"];
        string[] lost = [.. won, "lostReason"];
        return
        [
            View("deals.open", Deal, "Open", "В работе", columns, "expectedOn", "open") with { Default = true, Order = 1 },
            View("deals.won", Deal, "Won", "Выиграны", won, "-closedOn", "won") with { Order = 2 },
            View("deals.lost", Deal, "Lost", "Проиграны", lost, "-closedOn", "lost") with { Order = 3 },
            View("deals.all", Deal, "All", "Все", columns, "-createdAt", null) with { Order = 4 },
        ];
    }

    private static ViewDefinition[] LeadViews()
    {
        string[] columns = ["name", "stage", "companyName", "phone", "email", "source", "owner", "createdAt"];
        return
        [
            View("leads.open", Lead, "Open", "В работе", columns, "-createdAt", "open") with { Default = true, Order = 1 },
            View("leads.all", Lead, "All", "Все", columns, "-createdAt", null) with { Order = 2 },
        ];
    }

    private static ViewDefinition View(
        string id, string type, string english, string russian, IReadOnlyList<string> columns, string sort, string? outcome) => new()
        {
            Id = id,
            Type = type,
            Label = LocalizedText.Of(english, russian),
            Columns = columns,
            Where = outcome is null ? null : new FieldCondition("outcome", FilterOperator.Equal, Field.Default(outcome)),
            Sort = [sort],
        };
}

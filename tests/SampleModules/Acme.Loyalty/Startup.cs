using Acme.Loyalty.Endpoints;
using Acme.Loyalty.Guards;
using Acme.Loyalty.Handlers;
using CrmPlatform.Events;
using CrmPlatform.Modules;

namespace Acme.Loyalty;

public sealed class Startup : FeatureStartup
{
    public override void Declare(FeatureBuilder feature) => feature
        .Types<LoyaltyTypes>()
        .Guard<PointsStayPositive>()
        .On<ContentChanged, RaiseTier>()
        .Endpoints(PointsEndpoint.Map);
}

using Crm.Activities.Guards;
using Crm.Activities.Handlers;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Modules;

namespace Crm.Activities;

public sealed class Startup : FeatureStartup
{
    public override void Declare(FeatureBuilder feature) => feature
        .Types<ActivityTypes>()
        .Guard<ActivityRules>()
        .Extend<IChangeFollower, SubjectFollows>()
        .Extend<IRecordAccess, ActivityAccess>();
}

using Crm.Activities.Guards;
using Crm.Activities.Handlers;
using Crm.Activities.Timeline;
using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Events;
using CrmPlatform.Modules;
using CrmPlatform.Web.Pages.Records;

namespace Crm.Activities;

public sealed class Startup : FeatureStartup
{
    public override void Declare(FeatureBuilder feature) => feature
        .Types<ActivityTypes>()
        .Guard<ActivityRules>()
        .Extend<IChangeFollower, PlansNext>()
        .Extend<IChangeFollower, SubjectFollows>()
        .Extend<IRecordAccess, ActivityAccess>()
        .Extend<ITimelineSource, ActivityTimeline>()
        .Extend<IRecordPanel, ActivityPanel>()
        .On<ContentChanged, PlanReminders>()
        .On<ReminderDue, Remind>()
        .Endpoints(ActivityEndpoints.Map, unique: true);
}

using CrmPlatform.Content;
using CrmPlatform.Content.Changes;
using CrmPlatform.Content.Queries;
using CrmPlatform.Content.Views;
using CrmPlatform.Errors;
using CrmPlatform.Tenants;
using CrmPlatform.Tests.Support;
using Xunit;

namespace CrmPlatform.Tests.Content.Views;

public sealed class SqliteSavedViewTests() : SavedViewTests(DatabaseKind.Sqlite);

public sealed class PostgresSavedViewTests() : SavedViewTests(DatabaseKind.Postgres);

/// <summary>Who sees and changes which saved views: kept by the gates, whoever asks.</summary>
public abstract class SavedViewTests(DatabaseKind kind)
{
    private static readonly Actor _vera = TestTenant.Person("vera");
    private static readonly Actor _max = TestTenant.Person("max");
    private static readonly Actor _head = TestTenant.Person("head", null, Permission.ContentView, Permission.ViewsShare);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_private_view_is_there_for_its_owner_alone()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var id = await AddAsync(tenant, _vera, shared: false);

        Assert.Equal(_vera.Id, (await tenant.Reader.FindAsync(_vera, SavedViews.TypeId, id, Token))![SavedViews.Owner]);
        Assert.Null(await tenant.Reader.FindAsync(_max, SavedViews.TypeId, id, Token));
        Assert.Null(await tenant.Reader.FindAsync(_head, SavedViews.TypeId, id, Token));
        Assert.Empty((await tenant.Reader.QueryAsync(_max, new ContentQuery { Type = SavedViews.TypeId }, Token)).Rows);
        await Assert.ThrowsAsync<UserError>(() => tenant.ApplyAsync(_max, WriteOptions.Default, new DeleteChange(SavedViews.TypeId, id)));
    }

    [Fact]
    public async Task Only_those_with_the_right_share_and_change_what_is_shared()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var refused = await Assert.ThrowsAsync<ValidationError>(() => AddAsync(tenant, _vera, shared: true));
        Assert.Equal("views.may-not-share", Assert.Single(refused.Findings).Code.Id);

        var id = await AddAsync(tenant, _head, shared: true);

        Assert.NotNull(await tenant.Reader.FindAsync(_max, SavedViews.TypeId, id, Token));
        await Assert.ThrowsAsync<UserError>(() => RenameAsync(tenant, _max, id));
        await RenameAsync(tenant, _head, id);
        Assert.Equal("Renamed", (await tenant.GetAsync(SavedViews.TypeId, id))[SavedViews.Name]);
    }

    [Fact]
    public async Task What_people_set_on_their_own_screens_is_not_among_the_acts()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var company = await tenant.ApplyAsync(new CreateChange("Company", Values.Of(("name", "A"))));
        for (var i = 0; i < 3; i++)
        {
            await tenant.Writer.ApplyAsync(
                new ChangeSet
                {
                    Actor = _vera,
                    Act = new ActInfo(ActInfo.OwnScreen),
                    Changes = [new CreateChange(SavedViews.TypeId, Values.Of((SavedViews.Name, $"V{i}"), (SavedViews.List, "Deal"), (SavedViews.Owner, _vera.Id)))],
                },
                Token);
        }

        Assert.Equal([company.ActId], (await tenant.Acts.ListAsync(_vera, 2, null, Token)).Select(a => a.Id));
    }

    [Fact]
    public async Task Nobody_makes_a_view_in_the_name_of_another()
    {
        await using var tenant = await TestTenant.CreateAsync(kind, TestLayers.Trade);
        var id = await tenant.AddAsync(_vera, SavedViews.TypeId, (SavedViews.Name, "Mine"), (SavedViews.List, "Deal"), (SavedViews.Owner, _max.Id));

        Assert.Equal(_vera.Id, (await tenant.GetAsync(SavedViews.TypeId, id))[SavedViews.Owner]);
    }

    private static Task<WriteResult> RenameAsync(TestTenant tenant, Actor actor, long id) =>
        tenant.ApplyAsync(actor, WriteOptions.Default, new UpdateChange(SavedViews.TypeId, id, Values.Of((SavedViews.Name, "Renamed"))));

    private static Task<long> AddAsync(TestTenant tenant, Actor actor, bool shared) =>
        tenant.AddAsync(actor, SavedViews.TypeId, (SavedViews.Name, "Big deals"), (SavedViews.List, "Deal"), (SavedViews.Shared, shared), (SavedViews.Definition, "{}"));
}

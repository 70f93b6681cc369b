using System.Globalization;
using CrmPlatform.Content;
using CrmPlatform.Hosting;

namespace CrmPlatform.Web.Identity;

/// <summary>Who makes the request.</summary>
/// <param name="Account">Whose account it is; a key acts for one.</param>
/// <param name="ByCookie">True: a browser that sends its cookie by itself, so that writes must prove to come from our pages.</param>
public sealed record RequestActor(Actor Actor, AccountSnapshot Account, bool ByCookie) : IActorFeature
{
    public string Email => Account.Email;

    /// <summary>The language that the account chose, if any.</summary>
    public CultureInfo? Culture => Account.Choices.Culture is { } name ? CultureInfo.GetCultureInfo(name) : null;
}

/// <summary>The actor of a request.</summary>
public static class ActorExtensions
{
    private static readonly object _key = new();

    /// <summary>Who acts. Endpoints that ask for a right or a sign-in always have one; elsewhere this throws.</summary>
    public static Actor GetActor(this HttpContext context) =>
        context.GetRequestActor()?.Actor ?? throw new InvalidOperationException("This endpoint lets anyone in, so nobody need be signed in.");

    /// <summary>Null when nobody is signed in.</summary>
    public static RequestActor? GetRequestActor(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Items.TryGetValue(_key, out var actor) ? (RequestActor?)actor : null;
    }

    internal static void SetActor(this HttpContext context, RequestActor actor)
    {
        context.Items[_key] = actor;
        context.Features.Set<IActorFeature>(actor);
    }
}

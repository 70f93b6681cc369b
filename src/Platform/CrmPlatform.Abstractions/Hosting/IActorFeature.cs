using CrmPlatform.Content;

namespace CrmPlatform.Hosting;

/// <summary>
/// Who makes a request: for endpoints of modules, from <c>HttpContext.Features</c>. There whenever the endpoint asks for a right
/// or a sign-in.
/// </summary>
public interface IActorFeature
{
    Actor Actor { get; }
}

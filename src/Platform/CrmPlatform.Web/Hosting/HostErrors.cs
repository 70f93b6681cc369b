using CrmPlatform.Errors;

namespace CrmPlatform.Web.Hosting;

/// <summary>Errors between the command line and the host.</summary>
public static class HostErrors
{
    public static readonly ErrorCode HostGone = new("host.gone", "The host stopped while the command ran. Look at \"acts\" for what was done, and repeat.", 503);
    public static readonly ErrorCode BadAddress = new("host.bad-address", "\"{address}\" is no address to listen on, such as http://127.0.0.1:5080: {problem}");
    public static readonly ErrorCode BadData = new("host.bad-data", "{data} cannot hold data: {problem} Choose another directory with --data or CRM_DATA.");
    public static readonly ErrorCode AddressInUse = new("host.address-in-use", "{address} is taken by another program. Choose another with --urls http://127.0.0.1:PORT.", 409);
}

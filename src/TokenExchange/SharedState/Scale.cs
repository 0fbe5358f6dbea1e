using Microsoft.Extensions.Configuration;

namespace TokenExchange.SharedState;

/// <summary>Whether the platform runs, or may run, several instances of this service.</summary>
internal sealed record Scale(bool MayBeSeveral)
{
    /// <summary>
    /// Environment variables by which the plans of Azure Functions name an instance: Premium and Dedicated, Flex Consumption, Consumption on Linux. A
    /// configured limit of one instance is no exception: the platform starts the next one before it ends the last.
    /// </summary>
    private static readonly string[] InstanceNames = ["WEBSITE_INSTANCE_ID", "WEBSITE_POD_NAME", "CONTAINER_NAME"];

    /// <summary>The platform's own variable: other containers have a <c>CONTAINER_NAME</c> too.</summary>
    private const string SiteName = "WEBSITE_SITE_NAME";

    public static Scale Read(IConfiguration environment) => new(
        environment["WEBSITE_INSTANCE_ID"] is { Length: > 0 }
        || (environment[SiteName] is { Length: > 0 } && InstanceNames.Any(name => environment[name] is { Length: > 0 })));
}

using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace TokenExchange.SharedState;

/// <summary>Whether the platform runs, or may run, several instances of this service.</summary>
internal sealed record Scale(bool MayBeSeveral)
{
    /// <summary>
    /// Environment variables by which the plans of Azure Functions name an instance, besides <c>WEBSITE_INSTANCE_ID</c>: Flex Consumption, Consumption on Linux. A
    /// configured limit of one instance is no exception: the platform starts the next one before it ends the last.
    /// </summary>
    private static readonly string[] InstanceNames = ["WEBSITE_POD_NAME", "CONTAINER_NAME"];

    /// <summary>Outside Azure Functions: the number of instances, as the operator announces it.</summary>
    private const string Announced = "SCALE";

    public static Scale Read(IConfiguration environment)
    {
        return new Scale(
            Has("WEBSITE_INSTANCE_ID")
            || (Has("WEBSITE_SITE_NAME") && InstanceNames.Any(Has)) // other containers have names too
            || (int.TryParse(environment[Announced], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 1));

        bool Has(string name) => environment[name] is { Length: > 0 };
    }
}

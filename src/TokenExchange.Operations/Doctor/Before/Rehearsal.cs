using TokenExchange.Rotations;

namespace TokenExchange.Operations.Doctor.Before;

/// <summary>The service as the operator's machine can build it, with its connections.</summary>
internal static class Rehearsal
{
    /// <exception cref="ConfigurationException">The configuration is not valid.</exception>
    public static UnstartedService Build(IConfiguration configuration, bool isDevelopment, Surroundings surroundings) =>
        UnstartedService.Build(configuration, isDevelopment, surroundings.Clock, services => surroundings.Reach(services, configuration));
}

namespace TokenExchange.Operations.Doctor.Before;

/// <summary>
/// The service built from the configuration but not started: the doctor uses its code to call vault and provider, so that a check cannot
/// pass where the service would fail.
/// </summary>
internal static class Rehearsal
{
    /// <exception cref="ConfigurationException">The configuration is not valid.</exception>
    public static IHost Build(IConfiguration configuration, bool isDevelopment, Surroundings surroundings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings
        {
            EnvironmentName = isDevelopment ? Environments.Development : Environments.Production,
        });
        builder.Services.AddSingleton(surroundings.Clock);
        builder.Services.AddTokenExchange(configuration, builder.Environment);
        surroundings.Reach(builder.Services, configuration);
        return builder.Build();
    }
}

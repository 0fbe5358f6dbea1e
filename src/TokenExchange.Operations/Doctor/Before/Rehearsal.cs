namespace TokenExchange.Operations.Doctor.Before;

/// <summary>
/// The service as the configuration makes it, put together and never started: its own code then speaks to vault and provider, so that a check cannot
/// be right where the service would be wrong.
/// </summary>
internal static class Rehearsal
{
    /// <exception cref="ConfigurationException">The configuration cannot be used.</exception>
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

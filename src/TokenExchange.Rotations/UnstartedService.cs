using TokenExchange.Secrets;

namespace TokenExchange.Rotations;

/// <summary>
/// The service built from its configuration and not started: a check or a rotation uses its code to call vault and provider, so that it cannot succeed where
/// the service would fail. Nothing runs in the background.
/// </summary>
internal sealed class UnstartedService : IDisposable
{
    private readonly IHost _host;

    private UnstartedService(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;

    /// <summary>The address of the vault.</summary>
    public Uri Vault => Services.GetRequiredService<KeyVaultOptions>().Uri;

    /// <param name="configuration">The configuration of the service.</param>
    /// <param name="isDevelopment">Whether http on loopback is allowed.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="connect">Registers connections of its own, after everything else.</param>
    /// <exception cref="ConfigurationException">The configuration is not valid.</exception>
    public static UnstartedService Build(IConfiguration configuration, bool isDevelopment, TimeProvider clock, Action<IServiceCollection> connect)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings
        {
            EnvironmentName = isDevelopment ? Environments.Development : Environments.Production,
        });
        builder.Services.AddSingleton(clock);
        builder.Services.AddTokenExchange(configuration, builder.Environment);
        connect(builder.Services);
        return new(builder.Build());
    }

    public void Dispose() => _host.Dispose();
}

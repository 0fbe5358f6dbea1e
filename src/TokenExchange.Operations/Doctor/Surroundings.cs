using Azure.Core;
using Azure.Identity;
using TokenExchange.Emulators.Vault;
using TokenExchange.Operations.Doctor.After;

namespace TokenExchange.Operations.Doctor;

/// <summary>Everything outside the doctor that it uses: clock, files, environment, networks. Tests supply their own.</summary>
internal sealed record Surroundings
{
    public required TimeProvider Clock { get; init; }

    /// <summary>Opens a file by its path; <c>-</c> is standard input.</summary>
    public required Func<string, Stream> Open { get; init; }

    /// <summary>This process's environment.</summary>
    public required Func<IConfiguration> Environment { get; init; }

    /// <summary>Registers the connections to vault and provider, after everything else.</summary>
    public required Action<IServiceCollection, IConfiguration> Reach { get; init; }

    /// <summary>The connection to a deployment's front.</summary>
    public required Func<HttpMessageHandler> Front { get; init; }

    /// <summary>The connection to the same front on which <c>Host</c> may be another name.</summary>
    public required Func<HttpMessageHandler> AnyHost { get; init; }

    /// <summary>The machine that this process runs on.</summary>
    public static Surroundings Machine { get; } = new()
    {
        Clock = TimeProvider.System,
        Open = path => path == "-" ? Console.OpenStandardInput() : File.OpenRead(path),
        Environment = () => new ConfigurationBuilder().AddEnvironmentVariables().Build(),
        Reach = ReachVault,
        Front = FrontWay.Create,
        AnyHost = AnyHostWay.Create,
    };

    /// <summary>The vault as the signed-in account; the emulator by the thumbprint of its certificate.</summary>
    private static void ReachVault(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<TokenCredential>(_ => new SignedInAccount(new DefaultAzureCredential()));
        var thumbprint = CertificateThumbprint.Read(configuration, out _);
        if (EmulatorClient.TryCreate(configuration["TokenExchange:KeyVault:Uri"], thumbprint) is { } vault)
        {
            services.AddSingleton(vault);
        }
    }
}

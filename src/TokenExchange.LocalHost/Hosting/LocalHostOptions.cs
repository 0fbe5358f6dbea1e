using System.Diagnostics.CodeAnalysis;

namespace TokenExchange.LocalHost.Hosting;

/// <summary>How the local host is put together. Section <c>LocalHost</c>, and <c>--only gateway</c> or <c>--only services</c>.</summary>
internal sealed record LocalHostOptions
{
    public const string Usage = "--only takes gateway or services; without it both run.";

    public required bool HasGateway { get; init; }

    public required bool HasServices { get; init; }

    /// <summary>Whether <c>/dev</c> is there: in development, which is what it is unless the environment is named otherwise.</summary>
    public required bool HasControl { get; init; }

    /// <summary>Whether the provider is somebody else's: <c>TokenExchange:Provider:*</c> is then taken as in production.</summary>
    public required bool IsProviderExternal { get; init; }

    /// <summary>What the dev provider calls itself and its endpoints, where a front stands before it. Default: its own address.</summary>
    public string? Issuer { get; init; }

    /// <summary>Whether the vault is somebody else's: <c>TokenExchange:KeyVault:Uri</c> and the certificate's thumbprint are then taken.</summary>
    public required bool IsVaultExternal { get; init; }

    /// <summary>SHA-256 of the external vault's certificate, in hex; the only certificate that is then trusted.</summary>
    public string? VaultThumbprint { get; init; }

    /// <summary>Where another process answers <c>/dev/*</c>, for <c>--only gateway</c>. Default: the dev provider's address.</summary>
    public string? Services { get; init; }

    public required int GatewayPort { get; init; }

    public required int ProviderPort { get; init; }

    public required int VaultPort { get; init; }

    public required int ApiPort { get; init; }

    /// <summary>False when the arguments ask for something that there is not; <see cref="Usage"/> says what there is.</summary>
    public static bool TryRead(IReadOnlyList<string> args, IConfiguration configuration, [NotNullWhen(true)] out LocalHostOptions? options)
    {
        var only = configuration["only"];
        var isKnown = (only is null or "gateway" or "services") && args is not [.., "--only"];
        options = isKnown ? Read(configuration, args) : null;
        return options is not null;
    }

    public static LocalHostOptions Read(IConfiguration configuration, params IReadOnlyList<string> args)
    {
        var only = configuration["only"];
        var section = configuration.GetSection("LocalHost");
        return new LocalHostOptions
        {
            HasGateway = only is not "services",
            HasServices = only is not "gateway",
            HasControl = Environment(args, configuration) is not { Length: > 0 } name || string.Equals(name, "Development", StringComparison.OrdinalIgnoreCase),
            IsProviderExternal = section["Provider"] == "external",
            Issuer = section["Provider:Issuer"],
            IsVaultExternal = section["Vault"] == "external",
            VaultThumbprint = section["Vault:CertificateThumbprint"],
            Services = section["Services"],
            GatewayPort = section.GetValue("Ports:Gateway", 5080),
            ProviderPort = section.GetValue("Ports:Provider", 5081),
            VaultPort = section.GetValue("Ports:Vault", 5082),
            ApiPort = section.GetValue("Ports:Api", 5083),
        };
    }

    /// <summary>As ASP.NET Core itself reads it: the argument, then its own variable, then that of every host.</summary>
    private static string? Environment(IReadOnlyList<string> args, IConfiguration configuration) =>
        new ConfigurationBuilder().AddCommandLine([.. args]).Build()["environment"] ?? configuration["ASPNETCORE_ENVIRONMENT"] ?? configuration["DOTNET_ENVIRONMENT"];
}

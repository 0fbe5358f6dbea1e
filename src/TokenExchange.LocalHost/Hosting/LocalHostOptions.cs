namespace TokenExchange.LocalHost.Hosting;

/// <summary>How the local host is put together. Section <c>LocalHost</c>, and <c>--only gateway</c> or <c>--only services</c>.</summary>
internal sealed record LocalHostOptions
{
    public required bool HasGateway { get; init; }

    public required bool HasServices { get; init; }

    /// <summary>Whether the provider is somebody else's: <c>TokenExchange:Provider:*</c> is then taken as in production.</summary>
    public required bool IsProviderExternal { get; init; }

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

    public static LocalHostOptions Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("LocalHost");
        var only = configuration["only"];
        return new LocalHostOptions
        {
            HasGateway = only is null or "gateway",
            HasServices = only is null or "services",
            IsProviderExternal = section["Provider"] == "external",
            IsVaultExternal = section["Vault"] == "external",
            VaultThumbprint = section["Vault:CertificateThumbprint"],
            Services = section["Services"],
            GatewayPort = section.GetValue("Ports:Gateway", 5080),
            ProviderPort = section.GetValue("Ports:Provider", 5081),
            VaultPort = section.GetValue("Ports:Vault", 5082),
            ApiPort = section.GetValue("Ports:Api", 5083),
        };
    }
}

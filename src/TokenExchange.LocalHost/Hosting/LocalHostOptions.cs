using TokenExchange.Configuration;
using TokenExchange.Emulators.Vault;

namespace TokenExchange.LocalHost.Hosting;

/// <summary>The options of the local host. Section <c>LocalHost</c>, and <c>--only gateway</c> or <c>--only services</c>.</summary>
internal sealed record LocalHostOptions
{
    private const string Section = "LocalHost";

    private const string UnknownHalf = "--only has an unknown value. Write gateway or services, or leave it out: then both run.";

    public required bool HasGateway { get; init; }

    public required bool HasServices { get; init; }

    /// <summary>Whether <c>/dev</c> exists: only in development, which is the default environment.</summary>
    public required bool HasControl { get; init; }

    /// <summary>Whether the provider is external: <c>TokenExchange:Provider:*</c> is then used as in production.</summary>
    public required bool IsProviderExternal { get; init; }

    public required DevProviderSettings DevProvider { get; init; }

    /// <summary>Whether the vault is external: <c>TokenExchange:KeyVault:Uri</c> and the certificate's thumbprint are then used.</summary>
    public required bool IsVaultExternal { get; init; }

    /// <summary>The thumbprint of the external vault's certificate, the only certificate that is then trusted.</summary>
    public string? VaultThumbprint { get; init; }

    /// <summary>The address at which another process answers <c>/dev/*</c>, for <c>--only gateway</c>. Default: the dev provider's address.</summary>
    public string? Services { get; init; }

    public required int GatewayPort { get; init; }

    public required int ProviderPort { get; init; }

    public required int VaultPort { get; init; }

    public required int ApiPort { get; init; }

    public required PageSettings Page { get; init; }

    /// <summary>The certificate of <c>--https</c>, once it is loaded.</summary>
    public DevelopmentCertificate? Certificate { get; init; }

    /// <exception cref="ConfigurationException">An option is not valid; lists every problem.</exception>
    public static LocalHostOptions Read(Arguments arguments, IConfiguration configuration) => Read(arguments, configuration, Reader(configuration));

    /// <exception cref="ConfigurationException">An option is not valid; lists every problem.</exception>
    public static LocalHostOptions Read(Arguments arguments, IConfiguration configuration, SettingsReader reader)
    {
        var problems = new List<string>(arguments.Problems);
        var only = configuration["only"];
        var halves = (HasGateway: !Is(only, "services"), HasServices: !Is(only, "gateway"));
        if (only is not null && halves is (true, true))
        {
            problems.Add(UnknownHalf);
        }

        var options = new LocalHostOptions
        {
            HasGateway = halves.HasGateway,
            HasServices = halves.HasServices,
            HasControl = Environment(arguments, configuration) is not { Length: > 0 } name || Is(name, "Development"),
            IsProviderExternal = IsExternal(reader, "Provider"),
            DevProvider = DevProviderSettings.Read(reader),
            IsVaultExternal = IsExternal(reader, "Vault"),
            VaultThumbprint = CertificateThumbprint.Read(reader),
            Services = reader.Address("Services", "Write the address at which the services answer /dev, for example http://127.0.0.1:5081.", isRequired: false)?.OriginalString,
            GatewayPort = Port(reader, "Gateway", 5080),
            ProviderPort = Port(reader, "Provider", 5081),
            VaultPort = Port(reader, "Vault", 5082),
            ApiPort = Port(reader, "Api", 5083),
            Page = PageSettings.Read(reader, CommandLine(arguments)),
        };
        if (options.Page.Spa is { } spa && spa.Port == options.GatewayPort)
        {
            reader.Complain("Spa", "is the gateway's own address.", "Write the address of the dev server, or another LocalHost:Ports:Gateway.");
        }

        problems.AddRange(Unread(configuration, reader));
        problems.AddRange(reader.Problems);
        return problems.Count == 0 ? options : throw new ConfigurationException(problems);
    }

    /// <summary>The same with the certificate of <c>--https</c>, which is made when there is none.</summary>
    public LocalHostOptions WithCertificate(TimeProvider clock) =>
        Page.IsHttps && HasGateway ? this with { Certificate = DevelopmentCertificate.LoadOrCreate(Page.CertificateFolder!, clock.GetUtcNow()) } : this;

    /// <summary>The address at which the gateway listens on this port.</summary>
    public string GatewayAddress(int port) => $"{(Page.IsHttps ? "https" : "http")}://localhost:{port}";

    public static SettingsReader Reader(IConfiguration configuration) => new(configuration.GetSection(Section), isDevelopment: true);

    private static bool IsExternal(SettingsReader reader, string part) => reader.Choice<bool>(part, false, ("embedded", false), ("external", true));

    private static int Port(SettingsReader reader, string part, int usual) => (int)reader.Number($"Ports:{part}", usual, 0, ushort.MaxValue);

    private static IEnumerable<string> Unread(IConfiguration configuration, SettingsReader reader) => configuration.GetSection(Section).AsEnumerable()
        .Where(pair => pair is { Key: not Section, Value.Length: > 0 } && !reader.Settings.ContainsKey(pair.Key))
        .Select(pair => $"Unknown setting {pair.Key}. Correct its spelling or remove it; --help lists all settings.");

    private static bool Is(string? text, string word) => string.Equals(text, word, StringComparison.OrdinalIgnoreCase);

    /// <summary>As in ASP.NET Core: the argument, then <c>ASPNETCORE_ENVIRONMENT</c>, then <c>DOTNET_ENVIRONMENT</c>.</summary>
    private static string? Environment(Arguments arguments, IConfiguration configuration) =>
        CommandLine(arguments)["environment"] ?? configuration["ASPNETCORE_ENVIRONMENT"] ?? configuration["DOTNET_ENVIRONMENT"];

    /// <summary>The options without a section are read from the command line alone: their names are common names of variables.</summary>
    private static IConfiguration CommandLine(Arguments arguments) => new ConfigurationBuilder().AddCommandLine([.. arguments.Known]).Build();
}

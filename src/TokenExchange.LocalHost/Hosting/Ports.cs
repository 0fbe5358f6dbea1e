using TokenExchange.Emulators.Wire;

namespace TokenExchange.LocalHost.Hosting;

/// <summary>The ports of this process. All are bound before anything starts, so that all ports in use are reported together.</summary>
internal sealed class Ports
{
    private readonly List<string> _problems = [];

    private Ports(LocalHostOptions options)
    {
        if (options.HasServices)
        {
            Services = (Bind("Provider", options.ProviderPort), Bind("Vault", options.VaultPort), Bind("Api", options.ApiPort));
        }

        if (options.HasGateway)
        {
            Gateway = Bind("Gateway", options.GatewayPort, isOnBoth: true); // a browser may resolve localhost to either
        }
    }

    public LoopbackPort Gateway { get; } = null!;

    public (LoopbackPort Provider, LoopbackPort Vault, LoopbackPort Api) Services { get; }

    /// <exception cref="ConfigurationException">Some ports are not available.</exception>
    public static Ports Bind(LocalHostOptions options)
    {
        var ports = new Ports(options);
        return ports._problems.Count == 0 ? ports : throw new ConfigurationException(ports._problems);
    }

    private LoopbackPort Bind(string name, int number, bool isOnBoth = false)
    {
        if (LoopbackPort.TryBind(number, isOnBoth, out var problem) is { } port)
        {
            return port;
        }

        _problems.Add($"LocalHost:Ports:{name}: {problem} Write another port, or 0.");
        return null!;
    }
}

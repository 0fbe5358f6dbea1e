using Microsoft.Extensions.Configuration;
using TokenExchange.Gate;
using TokenExchange.Login;
using TokenExchange.Provider;
using TokenExchange.Proxy;
using TokenExchange.Secrets;
using TokenExchange.Sessions;
using TokenExchange.SharedState;
using TokenExchange.SigningKeys;

namespace TokenExchange.Configuration;

/// <summary>All options of the service, read once from section <c>TokenExchange</c> and immutable afterwards.</summary>
internal sealed record Settings(
    GateOptions Gate,
    ProviderOptions Provider,
    LoginOptions Login,
    SessionsOptions Sessions,
    KeyVaultOptions KeyVault,
    SigningKeysOptions SigningKeys,
    SharedStateOptions SharedState,
    ProxyOptions Proxy)
{
    private const string RootName = "TokenExchange";

    /// <summary>Reads and checks all settings.</summary>
    /// <exception cref="ConfigurationException">The configuration is not valid; lists every problem, not only the first.</exception>
    public static Settings Read(IConfiguration configuration, bool isDevelopment) =>
        Read(new SettingsReader(configuration.GetSection(RootName), isDevelopment));

    /// <summary>The same with a reader that knows afterwards which keys exist.</summary>
    public static Settings Read(SettingsReader root)
    {
        var gate = GateSettings.Read(root);
        var provider = ProviderSettings.Read(root.Section("Provider"));
        var settings = new Settings(
            gate,
            provider,
            SessionSettings.ReadLogin(root.Section("Login"), provider),
            SessionSettings.ReadSessions(root.Section("Sessions")),
            CacheSettings.ReadKeyVault(root.Section("KeyVault")),
            CacheSettings.ReadSigningKeys(root.Section("SigningKeys")),
            CacheSettings.ReadSharedState(root.Section("SharedState")),
            ProxySettings.Read(root.Section("Proxy"), gate));
        root.ReportUnread();
        return root.Problems.Count == 0 ? settings : throw new ConfigurationException(root.Problems);
    }
}

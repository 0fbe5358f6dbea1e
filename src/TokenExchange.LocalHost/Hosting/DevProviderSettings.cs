using TokenExchange.Configuration;
using TokenExchange.Emulators.Provider;

namespace TokenExchange.LocalHost.Hosting;

/// <summary>The settings of the dev provider, under <c>LocalHost:Provider</c>.</summary>
internal sealed record DevProviderSettings
{
    /// <summary>The issuer and base address of the dev provider, if it is behind a reverse proxy. Default: its own address.</summary>
    public string? Issuer { get; init; }

    /// <summary>How many users <c>user-1</c>, <c>user-2</c>, … can sign in besides alice and bob.</summary>
    public required int NumberedUsers { get; init; }

    /// <summary>What access tokens are.</summary>
    public required AccessTokenForm AccessTokens { get; init; }

    /// <summary>The identifier of your API: the audience of access tokens, and its client identifier for introspection.</summary>
    public required string ApiId { get; init; }

    /// <summary>The secret of your API for introspection (RFC 7662). A value of your choice, on this machine only.</summary>
    public string? ApiSecret { get; init; }

    public static DevProviderSettings Read(SettingsReader localHost)
    {
        var reader = localHost.Section("Provider");
        return new DevProviderSettings
        {
            Issuer = reader.Address("Issuer", "Write the address of the reverse proxy in front of the dev provider.", isRequired: false)?.OriginalString,
            NumberedUsers = (int)reader.Number("Users", 0, 0, 100_000),
            AccessTokens = reader.Choice("AccessTokens", AccessTokenForm.Auto, ("auto", AccessTokenForm.Auto), ("opaque", AccessTokenForm.Opaque), ("jwt", AccessTokenForm.Jwt)),
            ApiId = reader.Text("ApiId", DevProviderOptions.DefaultApi),
            ApiSecret = reader.Optional("ApiSecret"),
        };
    }

    public DevProviderOptions Options(string ownAddress, string clientSecret) => new()
    {
        Issuer = Issuer ?? ownAddress,
        ClientSecrets = [clientSecret],
        NumberedUsers = NumberedUsers,
        AccessTokens = AccessTokens,
        ApiId = ApiId,
        ApiSecret = ApiSecret,
    };
}

namespace TokenExchange.LocalHost.Hosting;

/// <summary>The text of <c>--help</c>. A test compares its settings with those that are read.</summary>
internal static class Help
{
    public const string Text = """
        The complete service on this machine: the gateway, a dev provider, a vault emulator, a demo API and a demo page.

        Usage: dotnet run --project src/TokenExchange.LocalHost -- [options]

        Options
          --spa <address>          your page's dev server, for example http://localhost:5173: the gateway forwards everything but /api and
                                   /dev to it, web sockets included
          --behind-spa             with --spa: the dev server is in front, and forwards /api to the gateway; its address may be https
          --https                  serves the gateway over https with a certificate of its own, and prints how to trust it; for WebKit
          --only <half>            gateway or services: starts one half, the other one runs in another process
          --environment <name>     another name than Development: no control endpoints under /dev
          --help                   this text

        Settings, as --<name>=<value> or in the environment with __ for each colon (LocalHost__Ports__Gateway=0)
          LocalHost:Spa, LocalHost:BehindSpa, LocalHost:Https
                                   the same as the options
          LocalHost:CertificateFolder
                                   folder of the certificate of --https; default: token-exchange in your local application data
          LocalHost:Ports:Gateway, LocalHost:Ports:Provider, LocalHost:Ports:Vault, LocalHost:Ports:Api
                                   ports, 0 for a free one; default: 5080, 5081, 5082, 5083
          LocalHost:Provider       embedded (default), or external: TokenExchange:Provider:* as in production
          LocalHost:Provider:Issuer
                                   address of the dev provider behind a reverse proxy
          LocalHost:Provider:Users number of users user-1, user-2, … besides alice and bob; default: 0
          LocalHost:Provider:AccessTokens
                                   auto (default: jwt for another API than demo-api, unless ApiSecret is set), opaque or jwt (RFC 9068)
          LocalHost:Provider:ApiId, LocalHost:Provider:ApiSecret
                                   audience of access tokens, and the secret with which that API may introspect them
          LocalHost:Vault          embedded (default), or external: TokenExchange:KeyVault:Uri
          LocalHost:Vault:CertificateThumbprint
                                   SHA-256 or SHA-1 of that vault's certificate
          LocalHost:Services       address at which the services answer /dev, with --only gateway
          TokenExchange:*          every setting of the service (docs/configuration.md)
          Logging:*                log levels, for example --Logging:LogLevel:TokenExchange=Debug

        Everything else: docs/local-host.md

        """;
}

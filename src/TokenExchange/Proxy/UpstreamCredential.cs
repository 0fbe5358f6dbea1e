using TokenExchange.Failures;

namespace TokenExchange.Proxy;

/// <summary>What the upstream is shown in one try, and where: in a header or in the query.</summary>
internal sealed record UpstreamCredential
{
    private UpstreamCredential(string secret, string version) => (Secret, Version) = (secret, version);

    /// <summary>Of a route that shows none.</summary>
    public static UpstreamCredential None { get; } = new("", "");

    /// <summary>The token or key.</summary>
    public string Secret { get; }

    /// <summary>Version of the key in the vault; empty for a token.</summary>
    public string Version { get; }

    public (string Name, string Value)? Header { get; private init; }

    public (string Name, string Value)? QueryParameter { get; private init; }

    public static Outcome<UpstreamCredential> Bearer(string token) => Bearer(token, "Bearer " + token);

    /// <summary>An access token, with the value of the <c>Authorization</c> header that shows it.</summary>
    public static Outcome<UpstreamCredential> Bearer(string token, string authorization) => Checked(new(token, "") { Header = ("Authorization", authorization) });

    public static Outcome<UpstreamCredential> InHeader(string name, string key, string version) => Checked(new(key, version) { Header = (name, key) });

    public static Outcome<UpstreamCredential> InQuery(string name, string key, string version) => Checked(new(key, version) { QueryParameter = (name, key) });

    public override string ToString() => $"{nameof(UpstreamCredential)} {{ *** }}";

    private static Outcome<UpstreamCredential> Checked(UpstreamCredential credential) =>
        credential.Secret.Length > 0 ? credential : Catalogue.Misconfigured.WithReason("The route's credential does not match: got an empty one, expected a token or key.");
}

namespace TokenExchange.Emulators.Provider;

/// <summary>What the dev provider's access tokens are.</summary>
internal enum AccessTokenForm
{
    /// <summary>JWTs for another API than the demo API, unless that API has a secret for introspection; opaque otherwise.</summary>
    Auto,

    /// <summary>Values that only the provider understands.</summary>
    Opaque,

    /// <summary>JWTs that an API verifies by itself (RFC 9068).</summary>
    Jwt,
}

namespace TokenExchange.Secrets;

/// <summary>How one part of the service uses a secret, and which values it accepts.</summary>
/// <param name="Alias">Name of the secret in logs and in the readiness response, which do not show the vault's names.</param>
/// <param name="Setting">The configuration key with the secret's name in the vault.</param>
/// <param name="Fault">Why a value cannot be used, as the end of a sentence that begins with "it"; null when it can. Never quotes the value.</param>
internal sealed record SecretUse(string Alias, string Setting, Func<SecretValue, string?> Fault)
{
    /// <summary>Whether no sign-in is possible without it, so that an instance without a usable version is not ready.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Whether no call can be answered without it, so that an instance that cannot read it is not ready.</summary>
    public bool IsNeededByEveryCall { get; init; }

    /// <summary>
    /// Whether a rejection can only concern the secret, as <c>invalid_client</c> does. A 401 of an API may concern the request: after it, an older
    /// version is only sent if the rejected one has never been accepted.
    /// </summary>
    public bool IsRefusalCertain { get; init; } = true;
}

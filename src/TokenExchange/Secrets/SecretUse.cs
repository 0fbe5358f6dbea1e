namespace TokenExchange.Secrets;

/// <summary>How one part of the service uses a secret, and what it demands of a value.</summary>
/// <param name="Alias">Stands for the secret in the log and in readiness, which does not show the vault's names.</param>
/// <param name="Setting">The configuration key that holds the secret's name in the vault.</param>
/// <param name="Fault">Why a value cannot be used, as the end of a sentence that begins with "it"; null when it can. Never quotes the value.</param>
internal sealed record SecretUse(string Alias, string Setting, Func<SecretValue, string?> Fault)
{
    /// <summary>Whether the service cannot sign anybody in without it, so that an instance that has no usable version is not ready.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Whether no call can be answered without it, so that an instance that cannot read it is not ready.</summary>
    public bool IsNeededByEveryCall { get; init; }

    /// <summary>
    /// Whether a refusal can only be about the secret, as <c>invalid_client</c> is. A 401 of an API may be about the request: after it, an older
    /// version is only sent while the refused one has never been accepted.
    /// </summary>
    public bool IsRefusalCertain { get; init; } = true;
}

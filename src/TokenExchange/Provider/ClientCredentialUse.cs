using TokenExchange.Secrets;

namespace TokenExchange.Provider;

/// <summary>The client's credential as a use of a vault secret.</summary>
internal static class ClientCredentialUse
{
    /// <summary>
    /// A client secret. RFC 6749 appendix A.2 allows visible ASCII characters and blanks; providers issue others too, and both ways of sending it
    /// encode it as UTF-8 (appendix B), so only what is damaged or a control character is refused.
    /// </summary>
    public static SecretUse ClientSecret { get; } = Of(SecretText.Fault);

    public static SecretUse Of(Func<SecretValue, string?> fault, string setting = "Provider:Credential:SecretName") =>
        new("client-credential", setting, fault) { IsRequired = true };
}

namespace TokenExchange.Failures;

/// <summary>What a login has to request so that a call is accepted (RFC 9470 section 3, and the claims challenge of Entra ID). The names are those of <c>POST /api/auth/login</c>.</summary>
/// <param name="AcrValues">Authentication context classes, separated by blanks.</param>
/// <param name="MaxAge">Seconds since the last authentication.</param>
internal sealed record StepUp(string? AcrValues, long? MaxAge)
{
    /// <summary>Claims that the access token must contain, as JSON: the demand of an API behind Entra ID.</summary>
    public string? Claims { get; init; }
}

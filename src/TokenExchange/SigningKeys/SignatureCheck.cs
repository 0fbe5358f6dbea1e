namespace TokenExchange.SigningKeys;

/// <summary>Whether a key of the provider signed a token.</summary>
/// <param name="IsSigned">A known key signed it.</param>
/// <param name="Wait">No known key did, but there may be a newer one, which can be fetched only after this time.</param>
internal readonly record struct SignatureCheck(bool IsSigned, TimeSpan? Wait = null);

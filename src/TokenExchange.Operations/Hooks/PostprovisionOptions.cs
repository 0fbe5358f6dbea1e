namespace TokenExchange.Operations.Hooks;

/// <summary>The options of <c>hooks postprovision</c>.</summary>
/// <param name="SetSecret">The secret that gets a new version; null when none was named.</param>
/// <param name="RotatesSessionKey">Whether the session key gets a new version.</param>
/// <param name="NotBefore">The day at whose beginning the new version becomes valid; null when none was given.</param>
/// <param name="Expires">The day at whose end the new version expires; null when none was given.</param>
internal sealed record PostprovisionOptions(string? SetSecret, bool RotatesSessionKey, string? NotBefore, string? Expires);

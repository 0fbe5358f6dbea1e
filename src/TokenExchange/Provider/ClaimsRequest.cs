using System.Text.Json;
using System.Text.Json.Nodes;

namespace TokenExchange.Provider;

/// <summary>
/// A demand for claims in an access token, as the parameter <c>claims</c> of an authorization request passes it on
/// (https://learn.microsoft.com/entra/identity-platform/claims-challenge; the syntax is that of OpenID Connect Core 1.0 section 5.5).
/// </summary>
internal static class ClaimsRequest
{
    /// <summary>The longest one, in characters: in an address each of its quotes becomes three.</summary>
    public const int MaxLength = 1024;

    private const string AccessToken = "access_token";

    /// <summary>
    /// The demand as compact JSON of ASCII characters; null when it is not an object with the member <c>access_token</c> alone. What an ID token contains is
    /// decided by the settings, and by no API or page.
    /// </summary>
    public static string? Read(string? text)
    {
        if (text is not { Length: > 0 and <= MaxLength } || !StrictJson.TryParse(text, out var root)
            || root.Value.GetPropertyCount() != 1 || !root.Value.TryGetProperty(AccessToken, out var claims) || claims.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var compact = JsonObject.Create(root.Value)!.ToJsonString();
        return compact.Length <= MaxLength ? compact : null;
    }

    /// <summary>The demand together with the <c>claims</c> of <c>Provider:AuthorizeParameters</c>; where both have a member, the demand's counts.</summary>
    public static string Merge(string demand, string? fixedClaims)
    {
        if (fixedClaims is null || !StrictJson.TryParse(fixedClaims, out var root))
        {
            return demand;
        }

        var merged = JsonObject.Create(root.Value)!;
        var wanted = JsonNode.Parse(demand)![AccessToken]!.AsObject();
        if (merged[AccessToken] is not JsonObject claims)
        {
            merged[AccessToken] = claims = [];
        }

        foreach (var (name, value) in wanted)
        {
            claims[name] = value?.DeepClone();
        }

        return merged.ToJsonString();
    }
}

using System.Text.Json.Serialization;

namespace TokenExchange.Secrets;

/// <summary>A page of the versions of a key.</summary>
internal sealed record KeyPage(IReadOnlyList<KeyItem>? Value, string? NextLink);

/// <summary>A version in a page.</summary>
internal sealed record KeyItem(string? Kid, KeyAttributes? Attributes, IReadOnlyDictionary<string, string>? Tags);

/// <summary>A version with its public half.</summary>
internal sealed record KeyBundle(PublicJwk? Key, KeyAttributes? Attributes, IReadOnlyDictionary<string, string>? Tags);

/// <summary>The public members of a JWK (RFC 7517). There is no property for a private member, so that none is ever read.</summary>
internal sealed record PublicJwk(string? Kid, string? Kty, string? Crv, string? N, string? E, string? X, string? Y);

/// <summary>The attributes of a version; times in seconds since 1970.</summary>
internal sealed record KeyAttributes(bool? Enabled, long? Created, long? Updated, long? Nbf, long? Exp);

/// <summary>What the vault is asked to sign.</summary>
internal sealed record SignRequest(string Alg, string Value);

/// <summary>The signature.</summary>
internal sealed record SignResult(string? Value);

/// <summary>The serializer of the vault's keys.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(KeyPage))]
[JsonSerializable(typeof(KeyBundle))]
[JsonSerializable(typeof(SignRequest))]
[JsonSerializable(typeof(SignResult))]
internal sealed partial class VaultKeysJson : JsonSerializerContext;

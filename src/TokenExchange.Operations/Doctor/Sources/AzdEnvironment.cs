using TokenExchange.Rotations.Policy;

namespace TokenExchange.Operations.Doctor.Sources;

/// <summary>
/// The settings that the template derives from the variables of an azd environment: <c>infra/main.parameters.json</c>, <c>infra/main.bicep</c> and
/// <c>infra/modules/service-settings.bicep</c>. A test compares this list with those. What only Azure knows (the identity, the container of the
/// shared state), and values in the parameter file itself (<c>serviceSettings</c>), are not included.
/// </summary>
internal static class AzdEnvironment
{
    /// <summary>The variable that every azd environment has.</summary>
    public const string Mark = "AZURE_ENV_NAME";

    /// <summary>Settings that come from one variable each; an absent or empty variable has the template's default, and an empty setting is left out.</summary>
    public static IReadOnlyList<(string Setting, string Variable, string Default)> Copied { get; } =
    [
        ("TokenExchange__Provider__Authority", "PROVIDER_AUTHORITY", ""),
        ("TokenExchange__Provider__ClientId", "PROVIDER_CLIENT_ID", ""),
        ("TokenExchange__Provider__Scopes", "PROVIDER_SCOPES", ""),
        ("TokenExchange__Provider__Audience", "PROVIDER_AUDIENCE", ""),
        ("TokenExchange__Provider__ResponseMode", "PROVIDER_RESPONSE_MODE", "query"),
        ("TokenExchange__Provider__Credential__Kind", "CREDENTIAL_KIND", "managed-identity"),
        ("TokenExchange__Provider__Credential__SecretName", "CREDENTIAL_SECRET_NAME", "client-secret"),
        ("TokenExchange__Provider__Credential__KeyName", "CREDENTIAL_KEY_NAME", ""),
        ("TokenExchange__Login__CallbackPath", "CALLBACK_PATH", ""),
        ("TokenExchange__Sessions__NotBefore", "SESSIONS_NOT_BEFORE", ""),
        (MaximumAge.Setting, "SECRET_MAXIMUM_AGE_DAYS", "90"),
    ];

    public static Dictionary<string, string?> Settings(IReadOnlyDictionary<string, string> variables)
    {
        string Value(string name, string otherwise = "") => variables.GetValueOrDefault(name) is { Length: > 0 } value ? value : otherwise;

        var settings = Copied.ToDictionary(row => row.Setting, row => (string?)Value(row.Variable, row.Default));
        if (settings["TokenExchange__Provider__Credential__Kind"] == "managed-identity" || settings["TokenExchange__Provider__Credential__KeyName"]?.Length > 0)
        {
            settings.Remove("TokenExchange__Provider__Credential__SecretName");
        }

        settings["TokenExchange__PublicOrigin"] = Value("PUBLIC_ORIGIN", Value("SERVICE_PUBLIC_ORIGIN"));
        settings["TokenExchange__Sessions__KeySecretName"] = "session-key";
        settings["TokenExchange__KeyVault__Uri"] = Value("AZURE_KEY_VAULT_NAME") is { Length: > 0 } vault ? $"https://{vault}.vault.azure.net/" : "";
        settings["TokenExchange__RateLimit__ClientAddressHeader"] = Value("FRONT_DOOR_ENABLED", "true") == "true" ? "X-Azure-ClientIP" : "";
        foreach (var (i, origin) in Value("ALLOWED_ORIGINS").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Index())
        {
            settings[$"TokenExchange__AllowedOrigins__{i}"] = origin;
        }

        return settings.Where(setting => setting.Value?.Length > 0).ToDictionary();
    }
}

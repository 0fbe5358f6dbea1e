using System.Text.Json;
using TokenExchange.Failures;
using TokenExchange.Provider;
using TokenExchange.Rotations.Vault;

namespace TokenExchange.Operations.Doctor.Before;

/// <summary>Checks the provider's discovery document member by member; the service itself only reports the first problem.</summary>
internal sealed class MetadataExamination(ProviderOptions options, ProviderDocuments documents, TransportRules transport) : IExamination
{
    private const string AskProvider = "Ask the provider's operator, or use another provider.";

    private static readonly string[] RequiredEndpoints = ["authorization_endpoint", "token_endpoint", "jwks_uri"];

    private static readonly string[] OptionalEndpoints = ["revocation_endpoint", "end_session_endpoint", "pushed_authorization_request_endpoint"];

    public IReadOnlyList<Check> Makes { get; } =
    [
        Checks.ProviderMetadata, Checks.ProviderIssuer, Checks.ProviderEndpoints, Checks.ProviderPkce,
        Checks.ProviderResponseMode,
    ];

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var text = await documents.GetAsync(options.MetadataAddress, cancellationToken);
            using var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind == JsonValueKind.Object ? Judge(json.RootElement) : Unreadable("It is not a JSON object.");
        }
        catch (JsonException)
        {
            return Unreadable("It is not valid JSON.");
        }
        catch (Exception cause) when (cause is HttpRequestException or IOException)
        {
            return Unreadable($"There was no complete response: {NetworkFault.Describe(cause)}.");
        }
        catch (OutageException outage)
        {
            return Unreadable(outage.Failure.Reason);
        }
    }

    private IReadOnlyList<Finding> Unreadable(string found) =>
    [
        Checks.ProviderMetadata.Failed(
            $"The discovery document cannot be read. {found}",
            "Check Provider:Authority, or Provider:MetadataAddress if it is set, and the response of that address."),
        .. Makes.Skip(1).Select(check => check.Skipped("Not checked, because there is no discovery document.")),
    ];

    private IReadOnlyList<Finding> Judge(JsonElement document) =>
    [
        Checks.ProviderMetadata.Ok("The discovery document can be read."), Issuer(document), Endpoints(document), Pkce(document), Mode(document),
    ];

    private Finding Issuer(JsonElement document)
    {
        var issuer = Text(document, "issuer");
        if (string.Equals(issuer, options.Issuer, StringComparison.Ordinal))
        {
            return Checks.ProviderIssuer.Ok("The document's issuer is exactly Provider:Issuer.");
        }

        var isAddress = issuer is { Length: <= 200 } && Uri.TryCreate(issuer, UriKind.Absolute, out var address)
            && address.Scheme == "https" && !issuer.Any(char.IsControl);
        return Checks.ProviderIssuer.Failed(
            "The document's issuer does not match Provider:Issuer (default Provider:Authority).",
            isAddress ? $"If this is your provider, write Provider:Issuer as \"{issuer}\"." : AskProvider);
    }

    private Finding Endpoints(JsonElement document)
    {
        var missing = RequiredEndpoints.Where(name => Text(document, name) is null).ToList();
        var open = RequiredEndpoints.Concat(OptionalEndpoints)
            .Where(name => Text(document, name) is { } text && !(Uri.TryCreate(text, UriKind.Absolute, out var address) && transport.Allows(address)))
            .ToList();
        if (missing.Count + open.Count > 0)
        {
            return Checks.ProviderEndpoints.Failed($"Missing or not https: {string.Join(", ", missing.Concat(open))}.", AskProvider);
        }

        return Checks.ProviderEndpoints.Ok("All endpoints are present and use https.");
    }

    /// <summary>The service always uses PKCE. A provider that lists no methods may support it (Entra ID does); a provider that lists only other methods does not.</summary>
    private static Finding Pkce(JsonElement document) => List(document, "code_challenge_methods_supported") switch
    {
        null => Checks.ProviderPkce.Warning(
            "The document does not state whether the provider supports PKCE.", "Sign in once. Entra ID supports PKCE without listing it."),
        var methods when methods.Contains("S256") => Checks.ProviderPkce.Ok("The provider supports PKCE with S256."),
        _ => Checks.ProviderPkce.Failed("The provider lists PKCE methods, but not S256.", AskProvider),
    };

    /// <summary>Absent means query and fragment (OpenID Connect Discovery 1.0 section 3).</summary>
    private Finding Mode(JsonElement document)
    {
        var word = options.ResponseMode == ResponseMode.FormPost ? "form_post" : "query";
        return (List(document, "response_modes_supported") ?? ["query", "fragment"]).Contains(word)
            ? Checks.ProviderResponseMode.Ok($"The provider supports response_mode={word}.")
            : Checks.ProviderResponseMode.Failed(
                $"The provider does not list {word} among its response modes.",
                "Set Provider:ResponseMode to a mode that it lists.");
    }

    private static string? Text(JsonElement document, string name) =>
        document.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            && value.GetString() is { Length: > 0 } text ? text : null;

    private static IReadOnlyList<string>? List(JsonElement document, string name) =>
        document.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
            : null;
}

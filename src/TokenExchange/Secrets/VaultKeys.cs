using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using TokenExchange.Failures;

namespace TokenExchange.Secrets;

/// <summary>
/// The keys of the vault: three calls of Key Vault's REST interface (ADR 0065). A key never leaves the vault; the value of a version is its public half.
/// </summary>
internal sealed class VaultKeys(Uri vault, HttpPipeline pipeline) : IVersionSource
{
    /// <summary>Begins the name of a key in this service, as it begins its path in the vault.</summary>
    public const string Prefix = "keys/";

    /// <summary>
    /// The tag of a version that a rotation has made and not verified, and its value. The vault signs only from <c>nbf</c> on, so that the <c>nbf</c> of a
    /// version cannot say that it is verified first and used later, as it does for a secret.
    /// </summary>
    public const string StepTag = "rotation-step";
    public const string Unverified = "created";

    private const string ApiVersion = "api-version=7.4";

    /// <summary>The keys of this vault, with the options of a client of the Azure SDK.</summary>
    public static VaultKeys Create(Uri vault, TokenCredential credential, ClientOptions options) =>
        new(vault, HttpPipelineBuilder.Build(options, new BearerTokenAuthenticationPolicy(credential, Scope(vault))));

    public async IAsyncEnumerable<VersionAttributes> List(string name, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in ListItems(name, cancellationToken))
        {
            yield return Attributes(item.Kid, item.Attributes, item.Tags);
        }
    }

    /// <summary>All versions as the vault lists them, in any order.</summary>
    public async IAsyncEnumerable<KeyItem> ListItems(string name, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Uri? next = Address($"{name}/versions");
        while (next is not null)
        {
            var page = await SendAsync(RequestMethod.Get, next, null, VaultKeysJson.Default.KeyPage, cancellationToken);
            foreach (var item in page.Value ?? throw Invalid())
            {
                yield return item;
            }

            next = Next(page.NextLink);
        }
    }

    public async Task<(VersionAttributes Attributes, string? Value)> GetAsync(string name, string? version, CancellationToken cancellationToken)
    {
        var bundle = await SendAsync(RequestMethod.Get, Address(version is null ? name : $"{name}/{version}"), null, VaultKeysJson.Default.KeyBundle, cancellationToken);
        var key = bundle.Key ?? throw Invalid();
        return (Attributes(key.Kid, bundle.Attributes, bundle.Tags), JsonSerializer.Serialize(key, VaultKeysJson.Default.PublicJwk));
    }

    /// <summary>The signature of a digest (RFC 7518 section 3: an ES256 signature is r and s).</summary>
    /// <exception cref="RequestFailedException">The vault does not respond, or responds with an error.</exception>
    /// <exception cref="OutageException">The response is not valid.</exception>
    public async Task<byte[]> SignAsync(string name, string version, string algorithm, byte[] digest, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new SignRequest(algorithm, Base64Url.EncodeToString(digest)), VaultKeysJson.Default.SignRequest);
        var signed = await SendAsync(RequestMethod.Post, Address($"{name}/{version}/sign"), body, VaultKeysJson.Default.SignResult, cancellationToken);
        return signed.Value is { } value && Base64Url.IsValid(value) ? Base64Url.DecodeFromChars(value) : throw Invalid();
    }

    /// <summary>One call of the interface. The service itself only reads and signs; the rotator writes.</summary>
    /// <exception cref="RequestFailedException">The vault does not respond, or responds with an error.</exception>
    /// <exception cref="OutageException">The response is not valid.</exception>
    internal async Task<T> SendAsync<T>(RequestMethod method, Uri address, byte[]? body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        using var message = pipeline.CreateMessage();
        message.Request.Method = method;
        message.Request.Uri.Reset(address);
        message.Request.Headers.Add("Accept", "application/json");
        if (body is not null)
        {
            message.Request.Headers.Add("Content-Type", "application/json");
            message.Request.Content = RequestContent.Create(body);
        }

        await pipeline.SendAsync(message, cancellationToken);
        if (message.Response.Status != 200)
        {
            throw new RequestFailedException(message.Response);
        }

        try
        {
            return JsonSerializer.Deserialize(message.Response.Content.ToMemory().Span, type) ?? throw Invalid();
        }
        catch (JsonException)
        {
            throw Invalid();
        }
    }

    /// <summary>The address of a path below the vault.</summary>
    internal Uri Address(string path) => new(vault, $"/{path}?{ApiVersion}");

    /// <summary>The token goes to the configured vault only, whatever address a response names.</summary>
    private Uri? Next(string? link) => link switch
    {
        null or "" => null,
        _ when Uri.TryCreate(link, UriKind.Absolute, out var next) && next.GetLeftPart(UriPartial.Authority) == vault.GetLeftPart(UriPartial.Authority) => next,
        _ => throw Invalid(),
    };

    /// <summary>Each cloud's vaults have the domain of their resource: <c>vault.azure.net</c>, <c>vault.usgovcloudapi.net</c>, <c>vault.azure.cn</c>.</summary>
    private static string Scope(Uri vault) => $"https://{vault.Host[(vault.Host.IndexOf('.', StringComparison.Ordinal) + 1)..]}/.default";

    /// <summary>What the vault says about a version. One that a rotation has not verified has the latest date there is as its start: the service does not sign with it, whatever its <c>nbf</c> is.</summary>
    /// <exception cref="OutageException">The vault's item is not valid.</exception>
    internal static VersionAttributes Attributes(string? kid, KeyAttributes? attributes, IReadOnlyDictionary<string, string>? tags) =>
        attributes is not null && Uri.TryCreate(kid, UriKind.Absolute, out var id) && id.Segments is [_, Prefix, var name, var version]
            ? new(Prefix + name.TrimEnd('/'), version, attributes.Enabled, Time(attributes.Created), IsUnverified(tags) ? DateTimeOffset.MaxValue : Time(attributes.Nbf), Time(attributes.Exp))
            : throw Invalid();

    private static bool IsUnverified(IReadOnlyDictionary<string, string>? tags) => tags is not null && tags.TryGetValue(StepTag, out var step) && step == Unverified;

    private static DateTimeOffset? Time(long? seconds) => seconds is { } known ? DateTimeOffset.FromUnixTimeSeconds(known) : null;

    private static OutageException Invalid() => new(Catalogue.VaultUnavailable.WithReason("The vault's response about a key is not valid."));
}

using Azure;
using Azure.Security.KeyVault.Secrets;
using NSubstitute;
using TokenExchange.Secrets;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Pure;

/// <summary>A vault on paper: the genuine client's virtual methods, answered from a list of versions.</summary>
internal sealed class PaperVault
{
    public const string Name = "the-secret";

    private readonly SecretClient _client = Substitute.For<SecretClient>();
    private readonly List<KeyVaultSecret> _versions = [];

    public PaperVault()
    {
        _client.GetPropertiesOfSecretVersionsAsync(Arg.Any<string>(), Arg.Any<CancellationToken>()).Returns(_ => List());
        _client.GetSecretAsync(Arg.Any<string>(), Arg.Any<string>(), Arg.Any<SecretContentType?>(), Arg.Any<CancellationToken>())
            .Returns(call => Get(call.ArgAt<string?>(1)));
        Reader = new VaultReader(new SecretSource(_client), Clock);
        var telemetry = new PaperTelemetry(Clock);
        Secrets = new VaultSecrets(Reader, Options, telemetry.Calls, telemetry.Audit, Clock, telemetry.Logger<VaultSecrets>());
    }

    public ManualClock Clock { get; } = new();

    public KeyVaultOptions Options { get; } = new() { Uri = new Uri("https://vault.example/"), RefreshInterval = TimeSpan.FromMinutes(5) };

    public VaultReader Reader { get; }

    public VaultSecrets Secrets { get; }

    /// <summary>How often the versions were listed.</summary>
    public int Lists { get; private set; }

    /// <summary>How often a value was read.</summary>
    public int Reads { get; private set; }

    /// <summary>When set, every call fails with it.</summary>
    public RequestFailedException? Fault { get; set; }

    /// <summary>A new version, made so long ago.</summary>
    public PaperVault Put(string version, string? value = null, TimeSpan age = default, TimeSpan? notBefore = null, TimeSpan? expires = null, bool? enabled = true)
    {
        var now = Clock.GetUtcNow();
        var properties = SecretModelFactory.SecretProperties(
            new Uri($"https://vault.example/secrets/{Name}/{version}"), new Uri("https://vault.example/"), Name, version, createdOn: now - age);
        (properties.Enabled, properties.NotBefore, properties.ExpiresOn) = (enabled, now + notBefore, now + expires);
        _versions.Add(SecretModelFactory.KeyVaultSecret(properties, value ?? version + "-value"));
        return this;
    }

    public void Disable(string version) => _versions.Single(secret => secret.Properties.Version == version).Properties.Enabled = false;

    public void Break(int status = 503, string? code = null) => Fault = new RequestFailedException(status, "The vault is down.", code, null);

    /// <summary>What a reading gives, newest first.</summary>
    public async Task<IReadOnlyList<string>> ReadAsync(SecretVersions? known = null) =>
        [.. (await Reader.ReadAsync(Name, known, CancellationToken.None)).NewestFirst.Select(version => version.Id)];

    private AsyncPageable<SecretProperties> List()
    {
        Lists++;
        return Fault is null
            ? AsyncPageable<SecretProperties>.FromPages([Page<SecretProperties>.FromValues([.. _versions.Select(secret => secret.Properties)], null, Substitute.For<Response>())])
            : throw Fault;
    }

    private Response<KeyVaultSecret> Get(string? version)
    {
        Reads++;
        return Fault is not null ? throw Fault
            : _versions.Find(secret => version is null || secret.Properties.Version == version) is { } found ? Response.FromValue(found, Substitute.For<Response>())
            : throw new RequestFailedException(404, "It is not there.", "SecretNotFound", null);
    }
}

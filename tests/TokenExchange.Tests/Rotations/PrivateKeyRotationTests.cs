using System.Security.Cryptography;
using TokenExchange.Emulators.Wire;

namespace TokenExchange.Tests.Rotations;

/// <summary>The client's private key: published before it is verified, and in use only when the provider accepts it.</summary>
public sealed class PrivateKeyRotationTests : RotationStand
{
    private readonly string _first;

    public PrivateKeyRotationTests()
    {
        Authenticate("private-key-jwt", "private-key");
        Files["plan.json"] = """{ "secrets": { "private-key": { "kind": "private-key-jwt", "publishAhead": "06:00:00" } } }""";
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _first = Vault.Put("private-key", key.ExportPkcs8PrivateKeyPem());
    }

    [Fact]
    public async Task A_key_is_verified_after_it_has_been_published_and_then_used()
    {
        await RotateAsync("private-key");
        Clock.Advance(TimeSpan.FromHours(5));
        await RotateAsync("private-key");
        Assert.Equal(0, ProviderCalls("token"));
        Clock.Advance(TimeSpan.FromHours(1));
        Provider.Faults.Add(new Fault("token", 400, Body: """{"error":"invalid_grant"}""")); // the next call, with the wrong credential, is refused

        await RotateAsync("private-key");

        Assert.Equal(Vault.Versions("private-key")[0].Version, InUse("private-key").Version);
        Clock.Advance(TimeSpan.FromMinutes(13));
        Provider.Faults.Add(new Fault("token", 400, Body: """{"error":"invalid_grant"}""")); // it is verified again before the old one ends
        await RotateAsync("--due");
        Assert.False(Vault.Versions("private-key")[1].Enabled);
    }

    [Fact]
    public async Task A_key_that_the_provider_rejects_is_not_used()
    {
        await RotateAsync("private-key");
        Clock.Advance(TimeSpan.FromHours(6));

        Assert.Equal(1, await RotateAsync("private-key"));

        Assert.Equal(_first, InUse("private-key").Version);
    }

    [Fact]
    public async Task A_provider_that_does_not_check_the_credential_verifies_nothing()
    {
        await RotateAsync("private-key");
        Clock.Advance(TimeSpan.FromHours(6));
        Provider.Faults.Add(new Fault("token", 400, Body: """{"error":"invalid_grant"}""", Count: 2));

        Assert.Equal(1, await RotateAsync("private-key"));

        Assert.Contains("could not be verified", Errors.ToString(), StringComparison.Ordinal);
        Assert.Equal(_first, InUse("private-key").Version);
    }

    [Fact]
    public async Task A_provider_that_does_not_respond_is_reported_and_the_next_run_continues()
    {
        await RotateAsync("private-key");
        Clock.Advance(TimeSpan.FromHours(6));
        Provider.Faults.Add(new Fault("discovery", 503));

        Assert.Equal(1, await RotateAsync("private-key"));

        Assert.Contains("The next run tries again", Errors.ToString(), StringComparison.Ordinal);
    }
}

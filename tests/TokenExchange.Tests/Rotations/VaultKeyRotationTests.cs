using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Rotations;

/// <summary>The client's key that never leaves the vault: the vault makes the versions and signs, the rotation decides which one is used.</summary>
public sealed class VaultKeyRotationTests : RotatorStand
{
    private const string Name = "client-key";
    private const string Plan = """{ "secrets": { "keys/client-key": { "kind": "private-key-jwt", "publishAhead": "06:00:00" } } }""";
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public VaultKeyRotationTests()
        : base(settings =>
        {
            settings["TokenExchange:Provider:Credential:Kind"] = "private-key-jwt";
            settings["TokenExchange:Provider:Credential:SecretName"] = null;
            settings["TokenExchange:Provider:Credential:KeyName"] = Name;
        })
    {
        Files["plan.json"] = Plan;
        Vault.Keys.NewRsaKey = RsaKeys.NewSequence();
        Provider.AcceptAssertions(async cancellationToken => await (await NewBrowser().SendBareAsync("GET", "/api/auth/keys")).Content.ReadAsStringAsync(cancellationToken));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_new_version_is_of_the_kind_of_the_one_before_and_keeps_its_policy(bool isRsa)
    {
        var first = Vault.Keys.Create(Name, isRsa);
        Vault.Keys.Update(Name, first, version => version with { Tags = new Dictionary<string, string> { ["owner"] = "platform", ["rotate-after"] = "30" } });
        await this.StartFirstAsync();

        Assert.Equal(0, await RotateAsync("keys/client-key"));

        var made = Vault.Keys.Versions(Name)[0];
        Assert.Equal((isRsa, "platform", "30", "planned"), (made.IsRsa, made.Tags["owner"], made.Tags["rotate-after"], made.Tags["rotation-cause"]));
        Assert.NotEqual(first, made.Version);
        Assert.Equal(Clock.GetUtcNow().AddDays(67).ToUnixTimeSeconds(), made.Expires);
    }

    [Fact]
    public async Task A_version_that_is_not_verified_is_published_and_signs_no_login_although_the_vault_would()
    {
        var first = Vault.Keys.Create(Name);
        await this.StartFirstAsync();
        await RotateAsync("keys/client-key");
        Clock.Advance(Hour);

        await NewBrowser().SignInAsync();

        Assert.Equal(2, (await (await NewBrowser().SendBareAsync("GET", "/api/auth/keys")).JsonAsync()).GetProperty("keys").GetArrayLength());
        Assert.All(Signed(), path => Assert.Contains(first, path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_is_verified_by_a_signature_of_the_vault_and_then_signs_and_the_old_one_is_disabled()
    {
        var first = Vault.Keys.Create(Name);
        await this.StartFirstAsync();
        await RotateAsync("keys/client-key");
        Clock.Advance(6 * Hour);
        Assert.Equal(0, await RotateAsync("keys/client-key"));
        var second = Vault.Keys.Versions(Name)[0].Version;
        Assert.Single(Signed(), path => path.Contains(second, StringComparison.Ordinal));
        Clock.Advance(Hour);

        await NewBrowser().SignInAsync();
        await RotateAsync("--due");

        Assert.Contains(second, Signed().Last(), StringComparison.Ordinal);
        Assert.Equal([(second, true), (first, false)], Vault.Keys.Versions(Name).Select(version => (version.Version, version.Enabled)));
    }

    [Fact]
    public async Task Without_the_role_nothing_is_changed_and_the_message_names_it()
    {
        Vault.Keys.Create(Name);
        await this.StartFirstAsync();
        Vault.Faults.Add(new Fault(Status: 403, Body: """{"error":{"code":"Forbidden","message":"no"}}""", Path: "/keys/", Count: 9));

        Assert.Equal(1, await RotateAsync("keys/client-key"));

        Assert.Contains("\"Key Vault Crypto Officer\" on the key", Errors.ToString(), StringComparison.Ordinal);
        Assert.Single(Vault.Keys.Versions(Name));
        Vault.Faults.Clear();
    }

    [Fact]
    public async Task The_vault_s_event_begins_the_rotation_of_the_key_and_of_nothing_else()
    {
        Vault.Keys.Create(Name, expires: Clock.GetUtcNow().AddDays(30));
        await this.StartFirstAsync();

        await EventAsync(NewInstance(Plan), Event(Name, "Microsoft.KeyVault.KeyNearExpiry").Replace("/secrets/", "/keys/", StringComparison.Ordinal));

        Assert.Equal(2, Vault.Keys.Versions(Name).Count);
        Assert.Single(Vault.Versions("session-key"));
    }

    private List<string> Signed() => [.. Log.Of("vault").Where(row => row.Endpoint == "sign").Select(row => row.Path)];
}

using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Incidents;
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
    public async Task A_key_that_was_misused_is_replaced_with_the_shortest_waiting_times()
    {
        var first = Vault.Keys.Create(Name);
        await this.StartFirstAsync();
        await RotateAsync("keys/client-key", "--leaked");
        Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(0, await RotateAsync("keys/client-key", "--leaked"));
        Clock.Advance(TimeSpan.FromMinutes(6));

        Assert.Equal(0, await RotateAsync("keys/client-key", "--leaked"));

        Assert.Equal([true, false], Vault.Keys.Versions(Name).Select(version => version.Enabled));
        Assert.Equal("leaked", Vault.Keys.Versions(Name)[0].Tags["rotation-cause"]);
        Assert.Equal(first, Vault.Keys.Versions(Name)[1].Version);
        await NewBrowser().SignInAsync();
    }

    [Fact]
    public async Task The_runbook_without_a_plan_verifies_the_key_that_a_person_created_and_disables_the_one_before()
    {
        Vault.Keys.Create(Name);
        await this.StartFirstAsync();
        var (code, seen) = await this.RunbookAsync("leaked-client-secret");
        Assert.Equal(3, code);
        Assert.Contains("Yours: no rotation of keys/client-key is known (--plan). Create a new version of the key", seen, StringComparison.Ordinal);
        Clock.Advance(TimeSpan.FromSeconds(1));
        Vault.Keys.Create(Name);
        Clock.Advance(TimeSpan.FromMinutes(6));

        (code, seen) = await this.RunbookAsync("leaked-client-secret", "--from", "2");

        Assert.True(code == 0, seen);
        Assert.Contains("Done: the provider accepts the newest version.", seen, StringComparison.Ordinal);
        Assert.Contains("disabled 1 older versions of keys/client-key", seen, StringComparison.Ordinal);
        Assert.Equal([true, false], Vault.Keys.Versions(Name).Select(version => version.Enabled));
    }

    [Fact]
    public async Task A_key_that_the_provider_rejects_ends_nothing()
    {
        Vault.Keys.Create(Name);
        await this.StartFirstAsync();
        Clock.Advance(TimeSpan.FromSeconds(1));
        Vault.Keys.Create(Name);
        Clock.Advance(TimeSpan.FromMinutes(6));
        Provider.AcceptAssertions(_ => Task.FromResult("""{"keys":[]}"""));

        var (code, seen) = await this.RunbookAsync("leaked-client-secret", "--from", "2");

        Assert.Equal(1, code);
        Assert.Contains("Failed: the provider rejects the newest version.", seen, StringComparison.Ordinal);
        Assert.Equal([true, true], Vault.Keys.Versions(Name).Select(version => version.Enabled));
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

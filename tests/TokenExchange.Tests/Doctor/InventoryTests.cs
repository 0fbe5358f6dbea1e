using System.Text.Json;

namespace TokenExchange.Tests.Doctor;

/// <summary>The verb <c>inventory</c> before the vault's own wire format.</summary>
public sealed class InventoryTests() : DoctorStand(settings =>
{
    settings["TokenExchange:Proxy:Routes:partner:Destination"] = "https://api.example.test";
    settings["TokenExchange:Proxy:Routes:partner:Paths:0"] = "/**";
    settings["TokenExchange:Proxy:Routes:partner:Credential"] = "api-key";
    settings["TokenExchange:Proxy:Routes:partner:ApiKey:SecretName"] = "partner-api-key";
})
{
    [Fact]
    public async Task Every_secret_in_use_is_listed_once_with_what_needs_it()
    {
        var (code, secrets) = await InventoryAsync();

        Assert.Equal(0, code);
        Assert.Equal(["session-key", "client-secret", "partner-api-key"], secrets.Select(secret => secret.GetProperty("name").GetString()));
        Assert.All(secrets, secret => Assert.Equal((0, 365), (secret.GetProperty("ageDays").GetInt32(), secret.GetProperty("daysToExpiry").GetInt32())));
        Assert.Contains("all sessions", Texts(secrets[0], "dependsOn"));
        Assert.Contains("route partner", Texts(secrets[2], "dependsOn"));
        Assert.Contains("Proxy:Routes:partner:ApiKey:SecretName", Texts(secrets[2], "settings"));
    }

    [Fact]
    public async Task A_key_that_stays_in_the_vault_is_listed_by_its_name_below_keys()
    {
        Vault.Keys.Create("client-key");
        var newest = Vault.Keys.Create("client-key", expires: Clock.GetUtcNow().AddDays(200));
        Vault.Keys.Update("client-key", newest, version => version with { Tags = new Dictionary<string, string> { ["owner"] = "platform" } });
        Planned["TokenExchange:Provider:Credential:Kind"] = "private-key-jwt";
        Planned["TokenExchange:Provider:Credential:SecretName"] = null;
        Planned["TokenExchange:Provider:Credential:KeyName"] = "client-key";

        var (code, secrets) = await InventoryAsync();

        var key = secrets[1];
        Assert.Equal((0, "keys/client-key"), (code, key.GetProperty("name").GetString()));
        Assert.Equal(
            (newest, 200, "platform"),
            (key.GetProperty("version").GetString(), key.GetProperty("daysToExpiry").GetInt32(), key.GetProperty("owner").GetString()));
        Assert.Equal(["logins and refreshes"], Texts(key, "dependsOn"));
        Assert.Equal(["Provider:Credential:KeyName"], Texts(key, "settings"));
    }

    [Fact]
    public async Task No_value_is_read()
    {
        var before = Log.Of("vault").Count;

        await InventoryAsync();

        Assert.All(Log.Of("vault").Skip(before), row => Assert.EndsWith("/versions", row.Path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_policy_comes_from_the_tags_of_the_version_in_use()
    {
        Tag("client-secret", ("owner", "payments team"), ("class", "confidential"), ("rotate-after", "30"), ("overlap", "7"), ("depends-on", "batch, reports"), ("rotation-cause", "planned"));

        var (_, secrets) = await InventoryAsync();

        var secret = secrets[1];
        Assert.Equal(
            ("payments team", "confidential", 30, 7, "planned"),
            (secret.GetProperty("owner").GetString(), secret.GetProperty("class").GetString(), secret.GetProperty("rotateAfterDays").GetInt32(),
                secret.GetProperty("overlapDays").GetInt32(), secret.GetProperty("rotationCause").GetString()));
        Assert.Equal(["logins and refreshes", "batch", "reports"], Texts(secret, "dependsOn"));
    }

    [Theory]
    [InlineData(90, null, 0)]
    [InlineData(91, null, 1)]
    [InlineData(91, "120", 0)]
    [InlineData(31, "30", 1)]
    public async Task A_version_that_is_older_than_its_policy_breaks_it(int days, string? rotateAfter, int expected)
    {
        foreach (var name in new[] { "session-key", "client-secret", "partner-api-key" })
        {
            Tag(name, rotateAfter is null ? [] : [("rotate-after", rotateAfter)]);
        }

        Clock.Advance(TimeSpan.FromDays(days));

        var (code, secrets) = await InventoryAsync();

        Assert.Equal(expected, code);
        Assert.All(secrets, secret => Assert.Equal(expected, Texts(secret, "breaches").Count));
    }

    [Fact]
    public async Task The_limit_for_secrets_without_a_policy_is_an_argument()
    {
        Clock.Advance(TimeSpan.FromDays(40));

        var (code, _) = await InventoryAsync("--maximum-age", "30");

        Assert.Equal(1, code);
    }

    [Theory]
    [InlineData("30", new string[0], 1)]
    [InlineData("41", new string[0], 0)]
    [InlineData("", new string[0], 0)]
    [InlineData("30", new[] { "--maximum-age", "41" }, 0)]
    public async Task The_limit_is_that_of_the_template_and_an_argument_takes_precedence(string setting, string[] args, int expected)
    {
        Planned["SecretMaximumAgeDays"] = setting;
        Clock.Advance(TimeSpan.FromDays(40));

        Assert.Equal(expected, (await InventoryAsync(args)).Code);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("3651")]
    [InlineData("soon")]
    public async Task A_limit_that_is_none_is_said(string setting)
    {
        Planned["SecretMaximumAgeDays"] = setting;

        var code = await RunVerbAsync("inventory", "--config", "env");

        Assert.Equal((2, 0), (code, VaultWay.Calls));
        Assert.Contains("SecretMaximumAgeDays is not a number of days from 1 to 3650.", Errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rotation_is_known_by_the_earlier_version()
    {
        Assert.Equal(JsonValueKind.Null, (await InventoryAsync()).Secrets[0].GetProperty("lastRotation").ValueKind);
        Clock.Advance(TimeSpan.FromDays(10));
        var newest = Vault.Put("session-key", Canary("session-key"));

        var secret = (await InventoryAsync()).Secrets[0];

        Assert.Equal((newest, Clock.GetUtcNow()), (secret.GetProperty("version").GetString(), secret.GetProperty("lastRotation").GetDateTimeOffset()));
    }

    [Fact]
    public async Task A_secret_without_a_valid_version_breaks_the_policy()
    {
        Vault.SetEnabled("session-key", SessionKey, false);
        Planned["TokenExchange:Provider:Credential:SecretName"] = "nowhere";

        var (code, secrets) = await InventoryAsync();

        Assert.Equal(1, code);
        Assert.Equal(["No enabled version is valid now."], Texts(secrets[0], "breaches"));
        Assert.Equal(["There is no secret with this name."], Texts(secrets[1], "breaches"));
    }

    [Fact]
    public async Task A_vault_that_does_not_list_is_reported_for_each_secret()
    {
        VaultWay.Instead = _ => BrokenFront.Json(500, "{}");

        var (code, secrets) = await InventoryAsync();

        Assert.Equal(1, code);
        Assert.All(secrets, secret => Assert.Equal(["Listing the versions failed (status 500)."], Texts(secret, "breaches")));
    }

    [Theory]
    [InlineData("owner", "red\u001b[31m")]
    [InlineData("rotate-after", "soon")]
    [InlineData("rotate-after", "098765")]
    [InlineData("overlap", "-77")]
    public async Task A_tag_that_cannot_be_used_is_named_and_not_shown(string name, string value)
    {
        Tag("session-key", (name, value));

        var (code, secrets) = await InventoryAsync();

        Assert.Equal(1, code);
        Assert.Equal([$"The value of the tag \"{name}\" cannot be used."], Texts(secrets[0], "breaches"));
        Assert.DoesNotContain(value, Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task People_read_a_table()
    {
        Tag("session-key", ("owner", "platform"));

        var code = await RunVerbAsync("inventory", "--config", "env");

        var lines = Output.ToString().Split(Environment.NewLine);
        Assert.Equal(0, code);
        Assert.StartsWith("SECRET", lines[0], StringComparison.Ordinal);
        Assert.Matches("^session-key +platform +- +[0-9a-f]{8} +0 d +90 d +365 d +- +- +all sessions$", lines[1]);
        Assert.StartsWith("3 secrets, 0 against the policy.", lines[4], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("--config", "not there")]
    [InlineData("--config", "env", "--maximum-age", "0")]
    [InlineData("--config", "env", "--maximum-age", "many")]
    [InlineData("--config", "env", "--jsno")]
    public async Task Wrong_arguments_list_nothing(params string[] args)
    {
        var code = await RunVerbAsync("inventory", args);

        Assert.Equal((2, 0), (code, VaultWay.Calls));
    }

    [Fact]
    public async Task A_configuration_that_is_not_valid_is_said()
    {
        Planned.Remove("TokenExchange:PublicOrigin");

        var code = await RunVerbAsync("inventory", "--config", "env");

        Assert.Equal(2, code);
        Assert.Contains("TokenExchange:PublicOrigin is missing.", Errors.ToString(), StringComparison.Ordinal);
    }

    private static List<string> Texts(JsonElement secret, string member) => [.. secret.GetProperty(member).EnumerateArray().Select(text => text.GetString()!)];

    private void Tag(string name, params (string Name, string Value)[] tags) => Vault.Update(
        name, Vault.Versions(name)[0].Version, version => version with { Tags = tags.ToDictionary(tag => tag.Name, tag => tag.Value) });

    private async Task<(int Code, List<JsonElement> Secrets)> InventoryAsync(params string[] args)
    {
        Output.GetStringBuilder().Clear();
        var code = await RunVerbAsync("inventory", ["--config", "env", "--json", .. args]);
        return (code, JsonElement.Parse(Output.ToString()).GetProperty("secrets").EnumerateArray().ToList());
    }
}

namespace TokenExchange.Tests.Rotations;

/// <summary>API keys by HTTP recipe: keys with ids, and pairs of keys of which the one that is not in use is created anew.</summary>
public sealed class ApiKeyRotationTests : RotationStand
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(20);

    public ApiKeyRotationTests()
    {
        Vault.Put("management-key", Vault.Values("partner-api-key")[0]);
        Tag("session-key", ("rotate-after", "9999"));
    }

    [Fact]
    public async Task A_key_is_created_verified_used_and_the_one_before_is_revoked()
    {
        Files["plan.json"] = KeysPlan;
        await FinishOneAsync();
        var first = InUse("partner-api-key");

        await FinishOneAsync();

        var second = InUse("partner-api-key");
        Assert.NotEqual(first.Value, second.Value);
        Assert.DoesNotContain(first.Value, Keys.Valid.Values);
        Assert.Contains(second.Value, Keys.Valid.Values);
        Assert.Equal(0, Keys.Refused);
    }

    [Fact]
    public async Task Of_a_pair_the_key_that_is_not_in_use_is_created_anew_and_then_the_other()
    {
        Files["plan.json"] = PairPlan;
        var written = Keys.Valid["primary"];
        Vault.Put("partner-api-key", written);
        Tag("partner-api-key", ("rotation-credential", "primary"));

        await FinishOneAsync();

        Assert.Equal(Keys.Valid["secondary"], InUse("partner-api-key").Value);
        Assert.DoesNotContain(written, Keys.Valid.Values);
        await FinishOneAsync();
        Assert.Equal(Keys.Valid["primary"], InUse("partner-api-key").Value);
    }

    [Fact]
    public async Task A_pair_of_which_the_key_in_use_is_not_known_is_not_touched()
    {
        Files["plan.json"] = PairPlan;
        var before = Keys.Valid.ToList();

        Assert.Equal(1, await RotateAsync("partner-api-key"));

        Assert.Contains("\"rotation-credential\"", Errors.ToString(), StringComparison.Ordinal);
        Assert.Equal(before, Keys.Valid);
    }

    [Fact]
    public async Task A_tag_that_names_the_key_in_use_revokes_nothing()
    {
        Files["plan.json"] = PairPlan;
        Vault.Put("partner-api-key", Keys.Valid["primary"]);
        Tag("partner-api-key", ("rotation-credential", "primary"));
        await RotateAsync("partner-api-key");
        Vault.Update("partner-api-key", Vault.Versions("partner-api-key")[1].Version, version => version with
        {
            Tags = new Dictionary<string, string>(version.Tags) { ["rotation-credential"] = "secondary" },
        });

        await FinishAsync(Pause);

        Assert.Equal(Keys.Valid["secondary"], InUse("partner-api-key").Value);
    }

    [Fact]
    public async Task A_key_that_the_API_rejects_is_never_used_and_revokes_nothing()
    {
        Files["plan.json"] = KeysPlan;
        await FinishOneAsync();
        var first = InUse("partner-api-key");
        Keys.IssuesWrongKeys = true;
        Clock.Advance(TimeSpan.FromDays(91));

        Assert.Equal(1, await RotateAsync("--due"));
        Clock.Advance(Pause);
        Assert.Equal(1, await RotateAsync("--due"));

        Assert.Equal(first.Version, InUse("partner-api-key").Version);
        Assert.Contains(first.Value, Keys.Valid.Values);
    }

    [Theory]
    [InlineData("https://keys.example.test/keys\"", "http://keys.example.test/keys\"", "create.url is not an https address")]
    [InlineData("https://keys.example.test/keys\"", "https://{label}.example.test/keys\"", "create.url")]
    [InlineData("/keys/{id}", "/keys/{slot}", "revoke has no value for {slot}")]
    [InlineData("https://keys.example.test/me", "https://keys.example.test/me?k={id}", "verify has no value for {id}")]
    [InlineData("\"DELETE\"", "\"GET\"", "revoke.method")]
    [InlineData("\"secretName\": \"management-key\", ", "", "either scope or secretName")]
    [InlineData(", \"id\": \"/data/id\"", "", "either slots or create.id")]
    [InlineData("\"/data/key\"", "\"data.key\"", "JSON pointers")]
    [InlineData("\"header\": \"X-Api-Key\" },\n  \"revoke", "\"header\": \"X Key\" },\n  \"revoke", "verify.header")]
    public async Task A_recipe_that_does_not_follow_the_rules_is_refused(string text, string change, string problem)
    {
        Files["plan.json"] = KeysPlan.Replace(text, change, StringComparison.Ordinal);

        Assert.Equal(2, await RotateAsync("--due"));

        Assert.Contains(problem, Errors.ToString(), StringComparison.Ordinal);
    }

    private async Task FinishOneAsync()
    {
        Clock.Advance(TimeSpan.FromDays(91));
        await FinishAsync(Pause);
    }
}

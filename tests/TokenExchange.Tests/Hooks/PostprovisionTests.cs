namespace TokenExchange.Tests.Hooks;

/// <summary>postprovision: the calls in their order, a second run that changes nothing, and no secret anywhere but in a body to Azure.</summary>
public sealed class PostprovisionTests : HookStand
{
    private static readonly string[] Looks = ["GET secrets/session-key", "GET secrets/client-secret"];

    [Fact]
    public async Task The_client_secret_from_the_environment_goes_into_the_vault()
    {
        var run = await RunWithAsync("CLIENT_SECRET", Secret, "postprovision");

        Assert.True(run.Status == 0, run.Output);
        Assert.Equal([.. Looks, "PUT secrets/client-secret"], run.Sequence);
        Assert.Equal((Secret, true), (NewestValue("client-secret"), Vault.Versions("client-secret")[0].Enabled));
        Assert.All(run.Calls, call => Assert.Equal("33333333-3333-3333-3333-333333333333|https://management.azure.com/.default", call.Token));
        NothingLeaked(run, Secret);
    }

    [Fact]
    public async Task A_second_run_sets_nothing()
    {
        await RunWithAsync("CLIENT_SECRET", Secret, "postprovision");
        var run = await RunWithAsync("CLIENT_SECRET", Secret, "postprovision");

        Assert.Equal((0, true), (run.Status, run.Output.Contains("has a value and is not changed", StringComparison.Ordinal)));
        Assert.Equal(Looks, run.Sequence);
        NothingLeaked(run, Secret);
    }

    [Theory]
    [InlineData("--set-secret", "client-secret")]
    [InlineData("--rotate-session-key", null)]
    public async Task A_new_version_keeps_the_content_type_and_the_tags_of_the_version_before(string option, string? name)
    {
        var slot = name ?? "session-key";
        Vault.Update(slot, Vault.Versions(slot)[0].Version, entry => entry with { ContentType = "application/x-pem-file", Tags = new Dictionary<string, string> { ["azd-env-name"] = "dev", ["owner"] = "a \"team\"" } });

        await RunWithAsync("SECRET_VALUE", Secret, "postprovision", name is null ? [option] : [option, name]);

        var (newest, before) = (Vault.Versions(slot)[0], Vault.Versions(slot)[1]);
        Assert.NotEqual(before.Value, newest.Value);
        Assert.Equal("application/x-pem-file", newest.ContentType);
        Assert.Equal(before.Tags, newest.Tags);
    }

    [Theory]
    [InlineData("--set-secret", "client-secret")]
    [InlineData("--rotate-session-key", null)]
    public async Task A_value_that_a_person_sets_does_not_take_over_what_a_rotation_recorded_about_the_one_before(string option, string? name)
    {
        var slot = name ?? "session-key";
        Vault.Update(slot, Vault.Versions(slot)[0].Version, entry => entry with
        {
            Tags = new Dictionary<string, string>
            {
                ["owner"] = "platform",
                ["rotate-after"] = "30",
                ["rotation-step"] = "created",
                ["rotation-id"] = "0123456789ab",
                ["rotation-at"] = "2026-03-15T12:00:00Z",
                ["rotation-credential"] = "primary",
                ["rotation-cause"] = "leaked",
            },
        });

        await RunWithAsync("SECRET_VALUE", Secret, "postprovision", name is null ? [option] : [option, name]);

        Assert.Equal(["owner", "rotate-after"], Vault.Versions(slot)[0].Tags.Keys.Order());
    }

    [Fact]
    public async Task A_private_key_of_several_lines_arrives_as_it_is()
    {
        const string Pem = "-----BEGIN PRIVATE KEY-----\nTm90IGEga2V5\n-----END PRIVATE KEY-----";
        Variables["SERVICE_CLIENT_AUTHENTICATION"] = "private-key-jwt";

        var run = await RunWithAsync("CLIENT_SECRET", Pem, "postprovision");

        Assert.Equal((0, Pem), (run.Status, NewestValue("client-secret")));
        NothingLeaked(run, "Tm90IGEga2V5");
    }

    [Theory]
    [InlineData("one\r\ntwo\n", "one\r\ntwo")]
    [InlineData("one\r\ntwo\r\n", "one\r\ntwo")]
    [InlineData("one\r\ntwo\r", "one\r\ntwo")]
    [InlineData("a\tß水é", "a\tß水é")]
    public async Task The_line_break_that_ends_a_file_is_no_part_of_the_secret_and_all_else_arrives_as_it_is(string given, string stored)
    {
        var run = await RunWithAsync("CLIENT_SECRET", given, "postprovision");

        Assert.Equal((0, stored), (run.Status, NewestValue("client-secret")));
    }

    [Theory]
    [InlineData("\u001b[200~pasted\u001b[201~")]
    [InlineData("bell\u0007")]
    [InlineData("delete\u007f")]
    [InlineData("unit\u001f")]
    [InlineData("null\0")]
    public async Task A_control_character_as_a_terminal_adds_is_refused(string given)
    {
        var run = await RunWithAsync("CLIENT_SECRET", given, "postprovision");

        Assert.Equal(1, run.Status);
        Assert.Contains("the value for 'client-secret' contains a control character; nothing was changed", run.Output, StringComparison.Ordinal);
        Assert.Equal(Looks, run.Sequence);
        NothingLeaked(run, given);
    }

    [Fact]
    public async Task A_value_that_is_typed_is_set()
    {
        Typed = Secret;

        var run = await RunAsync("postprovision");

        Assert.Equal((0, Secret), (run.Status, NewestValue("client-secret")));
        NothingLeaked(run, Secret);
    }

    [Theory]
    [InlineData(null, "Run this in a terminal, or set CLIENT_SECRET")]
    [InlineData("", "an empty value was given for 'client-secret'; nothing was changed")]
    public async Task Without_a_value_the_hook_stops_and_says_what_to_do(string? typed, string words)
    {
        Typed = typed;

        var run = await RunAsync("postprovision");

        Assert.Equal((1, true), (run.Status, run.Output.Contains(words, StringComparison.Ordinal)));
        Assert.Equal(Looks, run.Sequence);
    }

    [Theory]
    [InlineData("CLIENT_SECRET")]
    [InlineData("CLIENT_SECRET", "--dry-run")]
    [InlineData("SECRET_VALUE", "--set-secret", "client-secret")]
    public async Task A_secret_in_the_azd_environment_which_is_a_file_is_refused(string variable, params string[] options)
    {
        Azd[variable] = Secret;

        var run = await RunWithAsync(variable, Secret, "postprovision", options);

        Assert.Equal(1, run.Status);
        Assert.Contains($"{variable} is in the azd environment: .azure/dev/.env contains it as plain text. Delete the line there", run.Output, StringComparison.Ordinal);
        Assert.Empty(run.Calls);
        NothingLeaked(run, Secret);
    }

    [Fact]
    public async Task In_an_emergency_the_session_key_is_rotated_whatever_azd_keeps()
    {
        Azd["CLIENT_SECRET"] = Secret;

        Assert.Equal(0, (await RunAsync("postprovision", "--rotate-session-key")).Status);
    }

    [Fact]
    public async Task A_dry_run_changes_nothing()
    {
        var run = await RunWithAsync("CLIENT_SECRET", Secret, "postprovision", "--dry-run");

        Assert.Equal((0, true), (run.Status, run.Output.Contains("would set a new version of 'client-secret'", StringComparison.Ordinal)));
        Assert.Equal(Looks, run.Sequence);
        NothingLeaked(run, Secret);
    }

    [Fact]
    public async Task Rotating_the_session_key_adds_48_random_bytes_another_each_time()
    {
        var values = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            var run = await RunAsync("postprovision", "--rotate-session-key");
            values.Add(NewestValue("session-key"));

            Assert.Equal(["GET secrets/session-key", "PUT secrets/session-key"], run.Sequence);
            NothingLeaked(run, values[^1]);
        }

        Assert.All(values, value => Assert.Equal(48, Convert.FromBase64String(value).Length));
        Assert.NotEqual(values[0], values[1]);
    }

    [Fact]
    public async Task A_dry_rotation_changes_nothing()
    {
        var run = await RunAsync("postprovision", "--rotate-session-key", "--dry-run");

        Assert.Equal((0, 1), (run.Status, Vault.Versions("session-key").Count));
    }

    [Fact]
    public async Task Another_secret_is_set_by_its_name_and_only_into_a_slot_that_the_template_made()
    {
        Vault.Put("partner-api-key", "before");
        var known = await RunWithAsync("SECRET_VALUE", Secret, "postprovision", "--set-secret", "partner-api-key");
        var unknown = await RunWithAsync("SECRET_VALUE", Secret, "postprovision", "--set-secret", "other");

        Assert.Equal((0, Secret, 1), (known.Status, NewestValue("partner-api-key"), unknown.Status));
        Assert.Equal(["GET secrets/partner-api-key", "PUT secrets/partner-api-key"], known.Sequence);
        Assert.Contains("add it to ADDITIONAL_SECRET_NAMES", unknown.Output, StringComparison.Ordinal);
        NothingLeaked(known, Secret);
        NothingLeaked(unknown, Secret);
    }

    [Fact]
    public async Task A_further_secret_without_a_value_is_named_and_the_hook_goes_on()
    {
        Vault.SetEnabled("client-secret", Vault.Versions("client-secret")[0].Version, true);
        Vault.Put("partner-api-key", "not set", enabled: false);

        var run = await RunWithAsync("SERVICE_FURTHER_SLOTS", "partner-api-key", "postprovision");

        Assert.Equal(0, run.Status);
        Assert.Contains("'partner-api-key' has no value yet", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("done." + Environment.NewLine, run.Output, StringComparison.Ordinal);
    }
}

using System.Text.Json;

namespace TokenExchange.Tests.Local;

/// <summary>What the levers take, and what they refuse instead of doing something else.</summary>
public sealed class LeverTests(LocalStand stand) : IClassFixture<LocalStand>
{
    [Theory]
    [InlineData("provider/logout", "{")]
    [InlineData("provider/logout", "[]")]
    [InlineData("provider/logout", "null")]
    [InlineData("provider/logout", """{"subject":"x"}""")]
    [InlineData("provider/logout", """{"subject":null}""")]
    [InlineData("provider/logout", """{"sub":1}""")]
    [InlineData("provider/logout", """{"sub":"a","sub":"b"}""")]
    [InlineData("clock", "")]
    [InlineData("clock", "{}")]
    [InlineData("clock", """{"advanceSeconds":null}""")]
    [InlineData("clock", """{"advanceSeconds":1e300}""")]
    [InlineData("clock", """{"advanceSeconds":1e400}""")]
    [InlineData("clock", """{"advanceSeconds":-5}""")]
    [InlineData("clock", """{"advanceSeconds":4000000000}""")]
    [InlineData("provider/client-secret", "")]
    [InlineData("provider/faults", """{"status":500}""")]
    [InlineData("provider/faults", """{"endpoint":"unknown","status":500}""")]
    [InlineData("provider/faults", """{"endpoint":"token","status":99}""")]
    [InlineData("provider/faults", """{"endpoint":"token","delayMs":-1}""")]
    [InlineData("provider/faults", """{"endpoint":"token","count":-1}""")]
    [InlineData("provider/faults", """{"endpoint":"unknown","count":0}""")]
    [InlineData("vault/faults", """{"endpoint":"token","status":500}""")]
    [InlineData("api/faults", """{"status":1000}""")]
    public async Task What_a_lever_does_not_take_is_refused(string lever, string body)
    {
        var (status, text) = await stand.TurnAsync(stand.Control, "POST", lever, body);

        Assert.Equal(400, status);
        Assert.NotEmpty(JsonDocument.Parse(text).RootElement.GetProperty("error").GetString()!);
    }

    [Theory]
    [InlineData("typed\r\n")]
    [InlineData("\uFEFFtyped")]
    public async Task The_demo_api_takes_a_key_of_the_vault_without_the_white_space_around_it(string value)
    {
        using var user = new LocalUser(await stand.AddGatewayAsync());
        await user.SignInAsync();

        await stand.TurnAsync(stand.Control, "PUT", "vault/secrets/partner-api-key", JsonSerializer.Serialize(new { value }));
        using var answer = await user.CallAsync("GET", "/api/proxy/partner/anything");

        Assert.Equal(200, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData("provider/keys/rotate")]
    [InlineData("provider/refresh")]
    [InlineData("provider/logout")]
    public async Task No_body_means_the_defaults(string lever)
    {
        Assert.Equal(200, (await stand.TurnAsync(stand.Control, "POST", lever)).Status);
        Assert.Equal(200, (await stand.TurnAsync(stand.Control, "POST", lever, "")).Status);
        Assert.Equal(200, (await stand.TurnAsync(stand.Control, "POST", lever, "{}")).Status);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("text/plain")]
    [InlineData(null)]
    public async Task A_body_is_json_whatever_its_type_says(string? contentType)
    {
        var (taken, _) = await stand.TurnAsync(stand.Control, "POST", "clock", """{"advanceSeconds":0}""", contentType);
        var (refused, _) = await stand.TurnAsync(stand.Control, "POST", "clock", "advanceSeconds=0", contentType);

        Assert.Equal((200, 400), (taken, refused));
    }

    [Fact]
    public async Task A_null_means_the_default()
    {
        var (rules, text) = await stand.TurnAsync(stand.Control, "POST", "provider/refresh", """{"rotate":null,"reuseDetection":false}""");
        var (secret, _) = await stand.TurnAsync(stand.Control, "PUT", "vault/secrets/of-nulls", """{"value":"v","enabled":null,"notBefore":null,"expires":null}""");

        Assert.Equal((200, 200), (rules, secret));
        Assert.Equal("""{"rotate":true,"reuseDetection":false}""", text);
        await stand.TurnAsync(stand.Control, "POST", "provider/refresh");
    }

    [Theory]
    [InlineData("""{"value":"v","notBefore":1767225600,"expires":1798761600}""", 200)]
    [InlineData("""{"value":"v","notBefore":"2026-01-01T00:00:00Z","expires":"2027-01-01T00:00:00Z"}""", 200)]
    [InlineData("""{"value":"v","expires":1e300}""", 400)]
    [InlineData("""{"value":"v","expires":99999999999999}""", 400)]
    [InlineData("""{"value":"v","expires":1.5}""", 400)]
    [InlineData("""{"value":"v","expires":"tomorrow"}""", 400)]
    [InlineData("""{"value":"v","expires":true}""", 400)]
    [InlineData("""{"value":null}""", 400)]
    public async Task A_time_is_text_or_seconds(string body, int expected) =>
        Assert.Equal(expected, (await stand.TurnAsync(stand.Control, "PUT", "vault/secrets/timed", body)).Status);

    [Theory]
    [InlineData("""{"keys":[]}""", """{"keys":[]}""")]
    [InlineData("""[1,2]""", """[1,2]""")]
    [InlineData("\"<html>\"", "<html>")]
    [InlineData("null", "{}")]
    public async Task A_faults_body_is_json_or_text(string body, string expected)
    {
        var (status, _) = await stand.TurnAsync(stand.Control, "POST", "provider/faults", $$"""{"endpoint":"jwks","status":200,"body":{{body}}}""");
        using var answer = await stand.GetAsync(stand.Control + "/jwks");

        Assert.Equal((200, expected), (status, await answer.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task A_faults_status_may_be_one_without_a_body()
    {
        await stand.TurnAsync(stand.Control, "POST", "provider/faults", """{"endpoint":"discovery","status":204}""");
        using var answer = await stand.GetAsync(stand.Control + "/.well-known/openid-configuration");

        Assert.Equal(204, (int)answer.StatusCode);
    }

    [Fact]
    public async Task A_logout_reaches_the_others_when_one_client_is_gone()
    {
        using var login = await stand.GetAsync(stand.Control + "/authorize?redirect_uri=http://127.0.0.1:1/callback");

        var (status, text) = await stand.TurnAsync(stand.Control, "POST", "provider/logout", """{"sub":"x"}""");

        Assert.Equal(200, status);
        Assert.Contains("""{"client":"http://127.0.0.1:1","status":null}""", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_endpoint_is_answered_with_the_known_ones()
    {
        var (_, text) = await stand.TurnAsync(stand.Control, "POST", "provider/faults", """{"endpoint":"tokens","status":500}""");

        Assert.Contains("discovery, jwks, authorize, token, revoke, end_session", text, StringComparison.Ordinal);
    }
}

using System.Text.Json;

namespace TokenExchange.Tests.Local;

/// <summary>The dev provider's introspection (RFC 7662) and userinfo (OpenID Connect Core 1.0 section 5.3) endpoints.</summary>
public sealed class IntrospectionTests : IAsyncLifetime
{
    private static readonly (string Id, string Secret) Client = ("token-exchange-demo", "client's own");
    private static readonly (string Id, string Secret) Api = ("orders", "of-the-api");

    private readonly LocalStand _stand = new("--LocalHost:Provider:ApiId=orders", "--LocalHost:Provider:ApiSecret=of-the-api");
    private OwnApi _api = null!;
    private LocalUser _user = null!;

    public async ValueTask InitializeAsync()
    {
        await _stand.InitializeAsync();
        _api = await OwnApi.StartAsync(_stand.Control);
        _user = new LocalUser(await _stand.AddGatewayAsync(_api.Route));
        await _user.SignInAsync();
        await _stand.TurnAsync(_stand.Control, "POST", "provider/client-secret", JsonSerializer.Serialize(new { accept = new[] { Client.Secret } }));
    }

    public async ValueTask DisposeAsync()
    {
        _user.Dispose();
        await _api.DisposeAsync();
        await _stand.DisposeAsync();
    }

    [Fact]
    public async Task The_metadata_names_both_endpoints()
    {
        var metadata = await _api.GetAsync("/.well-known/openid-configuration");

        Assert.Equal(_stand.Control + "/userinfo", metadata.GetProperty("userinfo_endpoint").GetString());
        Assert.Equal(_stand.Control + "/introspection", metadata.GetProperty("introspection_endpoint").GetString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_client_and_the_API_learn_whose_the_token_is(bool isApi)
    {
        var (status, text) = await _api.IntrospectAsync(isApi ? Api : Client, ("token", await _api.TokenAsync(_user)));

        var answer = JsonSerializer.Deserialize<JsonElement>(text);
        Assert.Equal((200, true), (status, answer.GetProperty("active").GetBoolean()));
        Assert.Equal(("88421113", "alice", "orders"), (Text(answer, "sub"), Text(answer, "username"), Text(answer, "aud")));
        Assert.Equal(("token-exchange-demo", "Bearer", "openid profile email offline_access"), (Text(answer, "client_id"), Text(answer, "token_type"), Text(answer, "scope")));
        Assert.Equal(300, answer.GetProperty("exp").GetInt64() - answer.GetProperty("iat").GetInt64());
    }

    [Fact]
    public async Task The_API_may_send_its_secret_in_the_form() =>
        Assert.Contains("\"active\":true", (await _api.IntrospectAsync(null, ("token", await _api.TokenAsync(_user)), ("client_id", Api.Id), ("client_secret", Api.Secret))).Text, StringComparison.Ordinal);

    [Fact]
    public async Task Without_a_credential_nothing_is_said()
    {
        var token = await _api.TokenAsync(_user);

        Assert.Equal(401, (await _api.IntrospectAsync(null, ("token", token))).Status);
        Assert.Equal(401, (await _api.IntrospectAsync((Api.Id, "wrong"), ("token", token))).Status);
        Assert.Equal(401, (await _api.IntrospectAsync((Api.Id, ""), ("token", token))).Status);
        Assert.Equal(401, (await _api.IntrospectAsync((Client.Id, Api.Secret), ("token", token))).Status);
        Assert.Equal(400, (await _api.IntrospectAsync(Api)).Status);
        Assert.Equal(400, (await _api.IntrospectAsync(Api, ("token", token), ("token", token))).Status);
    }

    [Fact]
    public async Task An_unknown_an_expired_and_a_revoked_token_are_not_active_and_no_more_is_said()
    {
        var token = await _api.TokenAsync(_user);
        Assert.Equal((200, """{"active":false}"""), await _api.IntrospectAsync(Api, ("token", "unknown")));

        await _stand.AdvanceAsync(_stand.Control, 301);

        Assert.Equal((200, """{"active":false}"""), await _api.IntrospectAsync(Api, ("token", token)));
        Assert.Equal(401, (await _api.UserInfoAsync(token)).Status);
    }

    [Fact]
    public async Task For_an_API_a_token_for_another_one_is_not_active()
    {
        await _stand.TurnAsync(_stand.Control, "PUT", "vault/secrets/client-secret", JsonSerializer.Serialize(new { value = Client.Secret }));
        using var user = new LocalUser(await _stand.AddGatewayAsync([.. _api.Route, "--TokenExchange:Provider:Audience=another"]));
        await user.SignInAsync();
        var token = await _api.TokenAsync(user);

        Assert.Equal("""{"active":false}""", (await _api.IntrospectAsync(Api, ("token", token))).Text);
        Assert.Contains("\"active\":true", (await _api.IntrospectAsync(Client, ("token", token))).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task Userinfo_gives_the_claims_of_the_scopes(string method)
    {
        var (status, _, text) = await _api.UserInfoAsync(await _api.TokenAsync(_user), method);

        Assert.Equal((200, """{"sub":"88421113","name":"Alice Example","preferred_username":"alice","email":"alice@example.test"}"""), (status, text));
    }

    [Theory]
    [InlineData(null, "Bearer")]
    [InlineData("unknown", "Bearer error=\"invalid_token\"")]
    public async Task Userinfo_rejects_everything_else(string? token, string challenge) => Assert.Equal((401, challenge, ""), await _api.UserInfoAsync(token));

    private static string? Text(JsonElement answer, string name) => answer.GetProperty(name).GetString();
}

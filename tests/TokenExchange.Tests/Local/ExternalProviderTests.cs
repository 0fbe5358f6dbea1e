using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace TokenExchange.Tests.Local;

/// <summary>Whom the demo API takes a token for, when the provider is somebody else's.</summary>
public sealed class ExternalProviderTests : IAsyncLifetime
{
    private const string Discovery = "/.well-known/openid-configuration";

    private OutsideServer _provider = null!;
    private LocalStand _stand = null!;

    public async ValueTask InitializeAsync()
    {
        _provider = await OutsideServer.StartAsync();
        _provider.Answer(Discovery, 200, new { issuer = _provider.Address, userinfo_endpoint = _provider.Address + "/userinfo" });
        _provider.Answer("/userinfo", 200, new { sub = "carol" });
        _stand = new LocalStand("--LocalHost:Provider=external", "--TokenExchange:Provider:Authority=" + _provider.Address + "/");
        await _stand.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stand.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task The_provider_is_asked_once_for_a_token()
    {
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal((200, "carol"), await CallAsync("one"));
        }

        Assert.Equal((200, "carol"), await CallAsync("two"));
        Assert.Equal((1, 2), (_provider.Calls(Discovery), _provider.Calls("/userinfo")));
    }

    [Fact]
    public async Task It_is_asked_again_when_that_is_a_while_ago()
    {
        await CallAsync("one");
        _provider.Answer("/userinfo", 401);
        _stand.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal((401, null), await CallAsync("one"));
        Assert.Equal((1, 2), (_provider.Calls(Discovery), _provider.Calls("/userinfo")));
    }

    [Fact]
    public async Task Not_more_than_a_hundred_tokens_are_remembered()
    {
        for (var i = 0; i <= 100; i++)
        {
            await CallAsync($"token-{i}");
        }

        await CallAsync("token-100");
        Assert.Equal(101, _provider.Calls("/userinfo"));
        await CallAsync("token-0");
        Assert.Equal(102, _provider.Calls("/userinfo"));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task A_token_that_the_provider_refuses_is_refused(int status)
    {
        _provider.Answer("/userinfo", status, new { error = "insufficient_scope" });

        using var answer = await SendAsync(Jwt("carol"));

        Assert.Equal(401, (int)answer.StatusCode);
        Assert.Equal("Bearer error=\"invalid_token\"", answer.Headers.WwwAuthenticate.Single().ToString());
    }

    [Theory]
    [InlineData(500, "")]
    [InlineData(404, "")]
    [InlineData(200, "")]
    [InlineData(200, "<html>")]
    [InlineData(200, "[]")]
    [InlineData(200, "{}")]
    [InlineData(200, """{"sub":7}""")]
    public async Task Where_userinfo_does_not_say_whose_it_is_any_token_is_taken(int status, string body)
    {
        _provider.Answer("/userinfo", status, body);

        await TakesAnyTokenAsync();
    }

    [Theory]
    [InlineData(500, "")]
    [InlineData(200, "<html>")]
    [InlineData(200, "[]")]
    [InlineData(200, "{}")]
    [InlineData(200, """{"userinfo_endpoint":null}""")]
    [InlineData(200, """{"userinfo_endpoint":"userinfo"}""")]
    [InlineData(200, """{"userinfo_endpoint":"http://provider.example.test/userinfo"}""")]
    public async Task Where_the_metadata_names_no_userinfo_any_token_is_taken(int status, string body)
    {
        _provider.Answer(Discovery, status, body);

        await TakesAnyTokenAsync();
        Assert.Equal(0, _provider.Calls("/userinfo"));
    }

    [Fact]
    public async Task Where_nobody_listens_any_token_is_taken()
    {
        await _provider.DisposeAsync();

        await TakesAnyTokenAsync();
    }

    [Fact]
    public async Task A_provider_that_breaks_off_is_no_refusal()
    {
        _provider.Answer("/userinfo", context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });

        await TakesAnyTokenAsync();
    }

    private async Task TakesAnyTokenAsync()
    {
        Assert.Equal((200, "dora"), await CallAsync(Jwt("dora")));
        Assert.Equal((200, "somebody"), await CallAsync("opaque"));
        Assert.Equal((200, "somebody"), await CallAsync("a.b.c"));
        Assert.Equal((200, "somebody"), await CallAsync(Jwt(7)));
        Assert.Equal((401, null), await CallAsync(""));
    }

    private async Task<(int Status, string? User)> CallAsync(string token)
    {
        using var answer = await SendAsync(token);
        var text = await answer.Content.ReadAsStringAsync();
        var user = answer.IsSuccessStatusCode ? JsonSerializer.Deserialize<JsonElement>(text).GetProperty("user").GetString() : null;
        return ((int)answer.StatusCode, user);
    }

    private async Task<HttpResponseMessage> SendAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _stand.Api + "/anything/x");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        return await _stand.SendAsync(request);
    }

    private static string Jwt(object subject) => string.Join('.', new[]
    {
        """{"alg":"RS256"}""", JsonSerializer.Serialize(new { sub = subject, name = "ä" }), "signature",
    }.Select(part => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part))));
}

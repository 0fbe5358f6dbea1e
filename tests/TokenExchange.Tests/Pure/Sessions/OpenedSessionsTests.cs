using System.Text.Json;
using TokenExchange.Gate;
using TokenExchange.Provider;
using TokenExchange.Sessions;

namespace TokenExchange.Tests.Pure;

/// <summary>Sessions that are kept open: which cookie gives one, how long, and that nothing but the whole cookie does.</summary>
public sealed class OpenedSessionsTests
{
    private static readonly TimeSpan ALittle = TimeSpan.FromSeconds(59);

    private readonly PaperVault _vault = new PaperVault().Put("a", new string('a', 32), TimeSpan.FromDays(2));
    private CookieSeal _seal = null!;

    [Fact]
    public async Task A_cookie_that_comes_again_gives_the_session_that_is_open()
    {
        var opened = Open();
        var cookie = await SealAsync("one");

        var first = await OpenAsync(opened, cookie);
        _vault.Clock.Advance(ALittle);

        Assert.Equal("one", first?.Id);
        Assert.Same(first, await OpenAsync(opened, new string(cookie))); // another text with the same characters
        Assert.Equal(1, opened.Held.Entries);
    }

    [Fact]
    public async Task After_a_minute_it_is_opened_again()
    {
        var opened = Open();
        var cookie = await SealAsync("one");
        var first = await OpenAsync(opened, cookie);

        _vault.Clock.Advance(TimeSpan.FromMinutes(1));

        var again = await OpenAsync(opened, cookie);
        Assert.NotSame(first, again);
        Assert.Equal("one", again?.Id);
    }

    [Fact]
    public async Task A_forged_cookie_with_the_tag_of_an_open_one_gives_nothing()
    {
        var opened = Open();
        var cookie = await SealAsync("one");
        Assert.NotNull(await OpenAsync(opened, cookie));

        for (var i = 0; i < cookie.Length; i++)
        {
            Assert.Null(await OpenAsync(opened, cookie[..i] + (cookie[i] == 'A' ? 'B' : 'A') + cookie[(i + 1)..]));
        }

        Assert.Null(await OpenAsync(opened, cookie[^22..]));
        Assert.Null(await OpenAsync(opened, cookie[1..]));
        Assert.Null(await OpenAsync(opened, "A" + cookie));
        Assert.Equal(1, opened.Held.Entries);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task With_the_version_of_its_key_an_open_session_is_gone(bool isDisabled)
    {
        var opened = Open();
        var cookie = await SealAsync("one");
        Assert.NotNull(await OpenAsync(opened, cookie));
        _vault.Put("b", new string('b', 32), TimeSpan.Zero);

        if (isDisabled)
        {
            _vault.Disable("a");
        }

        _vault.Secrets.Invalidate(PaperVault.Name);

        Assert.Equal(isDisabled, await OpenAsync(opened, cookie) is null);
    }

    [Fact]
    public async Task With_a_size_of_zero_nothing_is_kept()
    {
        var opened = Open(size: 0);
        var cookie = await SealAsync("one");

        Assert.NotSame(await OpenAsync(opened, cookie), await OpenAsync(opened, cookie));
        Assert.Equal((0, 0), opened.Held);
    }

    [Fact]
    public async Task Beyond_the_size_the_oldest_are_dropped()
    {
        var opened = Open(size: 2);
        var cookies = new List<string>();
        foreach (var id in new[] { "one", "two", "three" })
        {
            cookies.Add(await SealAsync(id));
            Assert.Equal(id, (await OpenAsync(opened, cookies[^1]))?.Id);
        }

        Assert.Equal(2, opened.Held.Entries);
        Assert.Equal("one", (await OpenAsync(opened, cookies[0]))?.Id);
    }

    [Fact]
    public async Task Long_sessions_are_bounded_in_bytes()
    {
        var opened = Open(size: 100_000);
        for (var i = 0; i < 1_200; i++)
        {
            await OpenAsync(opened, await SealAsync("session-" + i, token: new string('t', 8_000)));
        }

        Assert.InRange(opened.Held.Bytes, OpenedSessions.MostBytes / 2, OpenedSessions.MostBytes);
    }

    [Fact]
    public void What_follows_from_a_session_follows_its_changes()
    {
        var session = Session("one", "token");
        var derived = session.Derived;

        Assert.Same(derived, session.Derived);
        Assert.Same(derived, (session with { LastSeen = 7 }).Derived);
        Assert.Equal("Bearer token", derived.Authorization);
        Assert.Equal("Bearer other", (session with { AccessToken = "other" }).Derived.Authorization);
        Assert.NotEqual(derived.SessionName, (session with { Id = "two" }).Derived.SessionName);
        Assert.NotEqual(derived.UserName, (session with { Issuer = "https://other.example" }).Derived.UserName);
        Assert.Null(derived.ProviderSessionName);
        Assert.NotNull((session with { ProviderSession = "sid" }).Derived.ProviderSessionName);
    }

    private static async Task<Session?> OpenAsync(OpenedSessions opened, string cookie) => await opened.OpenAsync(cookie.AsMemory(), CancellationToken.None);

    private static Session Session(string id, string token) => new()
    {
        Id = id,
        Subject = "alice",
        Issuer = "https://issuer.example",
        Browser = "browser",
        Claims = [],
        AccessToken = token,
        AccessTokenExpires = 0,
        RenewAt = 0,
        StartedAt = 0,
        EndsAt = 0,
        LastSeen = 0,
    };

    private Task<string> SealAsync(string id, string token = "token") =>
        _seal.CloseAsync("__Host-te-session", JsonSerializer.SerializeToUtf8Bytes(Session(id, token), SessionJson.Default.Session));

    private OpenedSessions Open(int size = 10)
    {
        Assert.True(PublicOrigin.TryParse("https://app.example", allowLoopbackHttp: false, out var origin));
        var provider = new ProviderOptions
        {
            Authority = new Uri("https://issuer.example"),
            Issuer = "https://issuer.example",
            MetadataAddress = new Uri("https://issuer.example/.well-known/openid-configuration"),
            ClientId = "client",
            Credential = new CredentialOptions { Kind = "managed-identity" },
        };
        var options = new SessionsOptions { KeySecretName = PaperVault.Name, CacheSize = size };
        var keys = new SealKeys(_vault.Secrets, options, _vault.Clock);
        _seal = new CookieSeal(keys, new SealContext(provider, new GateOptions { PublicOrigin = origin }));
        return new OpenedSessions(new CookieNames(options), _seal, keys, options, _vault.Clock);
    }
}

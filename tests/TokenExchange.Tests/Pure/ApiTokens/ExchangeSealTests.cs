using TokenExchange.ApiTokens;
using TokenExchange.Failures;
using TokenExchange.Sessions;

namespace TokenExchange.Tests.Pure;

/// <summary>What is kept of an exchange opens for the same session, access token and API alone.</summary>
public sealed class ExchangeSealTests
{
    private static readonly ExchangeSeal Seal = new(PaperSettings.Read().Provider);

    private static readonly Exchange Own = new(
        new Session
        {
            Id = "id",
            Subject = "alice",
            Issuer = "https://issuer.example",
            Browser = "browser",
            Claims = [],
            AccessToken = "access",
            AccessTokenExpires = 1,
            RenewAt = 1,
            StartedAt = 1,
            EndsAt = 1,
            LastSeen = 1,
        },
        new ExchangeGrant("token-exchange", _ => []),
        new TokenExchangeOptions { Audience = "orders", Scopes = "read" });

    private static readonly ExchangeResult.Exchanged Token = new("token", DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(61));

    public static TheoryData<string> Others { get; } = ["session", "subject", "issuer", "access token", "grant", "audience", "resource", "scopes", "moved", "generation"];

    [Fact]
    public void What_was_sealed_opens()
    {
        Assert.Equal(Token, Seal.Open(Own, 3, Seal.Close(Own, 3, Token)));

        var refused = new ExchangeResult.Refused(Catalogue.NotAuthenticated) { IsOfToken = true };
        Assert.Equal(refused, Seal.Open(Own, 0, Seal.Close(Own, 0, refused)));
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void Another_exchange_has_another_name_and_opens_nothing(string difference)
    {
        var other = Other(difference);
        var generation = difference == "generation" ? 1 : 0;

        Assert.NotEqual(Seal.NameOf(Own, 0), Seal.NameOf(other, generation));
        Assert.Null(Seal.Open(other, generation, Seal.Close(Own, 0, Token)));
    }

    [Fact]
    public void Neither_the_name_nor_the_bytes_nor_the_text_show_the_token()
    {
        var bytes = System.Text.Encoding.Latin1.GetString(Seal.Close(Own, 0, Token));

        Assert.DoesNotContain("token", Seal.NameOf(Own, 0) + bytes + Token + Own, StringComparison.Ordinal);
    }

    private static Exchange Other(string difference) => difference switch
    {
        "session" => Own with { Session = Own.Session with { Id = "other" } },
        "subject" => Own with { Session = Own.Session with { Subject = "bob" } },
        "issuer" => Own with { Session = Own.Session with { Issuer = "https://other.example" } },
        "access token" => Own with { Session = Own.Session with { AccessToken = "other" } },
        "grant" => Own with { Grant = new ExchangeGrant("on-behalf-of", _ => []) },
        "audience" => Own with { Options = Own.Options with { Audience = "billing" } },
        "resource" => Own with { Options = Own.Options with { Resource = "https://orders.example" } },
        "scopes" => Own with { Options = Own.Options with { Scopes = "write" } },
        "moved" => Own with { Options = new TokenExchangeOptions { Resource = "orders", Scopes = "read" } },
        _ => Own,
    };
}

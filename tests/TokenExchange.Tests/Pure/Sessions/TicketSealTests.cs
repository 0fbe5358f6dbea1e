using TokenExchange.Gate;
using TokenExchange.Provider;
using TokenExchange.Sessions;

namespace TokenExchange.Tests.Pure;

/// <summary>Payloads of tickets open with their ticket alone, for their cookie, session, client, issuer and origin.</summary>
public sealed class TicketSealTests
{
    private static readonly TicketPlace Place = new("__Host-te-session", "session-1");
    private static readonly byte[] Payload = [1, 2, 3, 4, 5];

    private readonly TicketSeal _seal = Seal();

    [Fact]
    public void A_payload_opens_with_its_ticket()
    {
        var secret = _seal.SecretOf(Place, Payload);

        Assert.Equal(Payload, _seal.Open(Place, secret, _seal.Close(Place, secret, Payload)));
    }

    [Fact]
    public void The_same_content_has_the_same_ticket_and_other_content_session_or_cookie_another_one()
    {
        string[] secrets =
        [
            _seal.SecretOf(Place, Payload), _seal.SecretOf(Place, [1, 2, 3, 4, 6]), _seal.SecretOf(Place with { SessionId = "session-2" }, Payload),
            _seal.SecretOf(Place with { Cookie = "__Host-te-refresh" }, Payload), Seal(client: "other").SecretOf(Place, Payload),
            Seal(issuer: "https://other.example").SecretOf(Place, Payload), Seal(origin: "https://other.example").SecretOf(Place, Payload),
        ];

        Assert.Equal(secrets[0], _seal.SecretOf(Place, Payload));
        Assert.Equal(secrets.Length, secrets.Distinct().Count());
        Assert.Equal(secrets.Length, secrets.Select(_seal.NameOf).Distinct().Count());
    }

    [Fact]
    public void It_opens_for_nothing_else()
    {
        var secret = _seal.SecretOf(Place, Payload);
        var frame = _seal.Close(Place, secret, Payload);

        Assert.Null(_seal.Open(Place, _seal.SecretOf(Place, [6]), frame));
        Assert.Null(_seal.Open(Place with { SessionId = "session-2" }, secret, frame));
        Assert.Null(_seal.Open(Place with { Cookie = "__Host-te-refresh" }, secret, frame));
        Assert.All(
            new[] { Seal(client: "other"), Seal(issuer: "https://other.example"), Seal(origin: "https://other.example") },
            other => Assert.Null(other.Open(Place, secret, frame)));
    }

    [Fact]
    public void A_flipped_bit_anywhere_opens_nothing()
    {
        var secret = _seal.SecretOf(Place, Payload);
        var frame = _seal.Close(Place, secret, Payload);

        Assert.All(Enumerable.Range(0, frame.Length * 8), bit =>
        {
            var other = frame.ToArray();
            other[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Null(_seal.Open(Place, secret, other));
        });
        Assert.All(Enumerable.Range(0, frame.Length), length => Assert.Null(_seal.Open(Place, secret, frame.AsSpan(0, length))));
    }

    [Fact]
    public void Name_and_value_show_neither_the_ticket_nor_the_session()
    {
        var secret = _seal.SecretOf(Place, Payload);

        Assert.Matches("^ticket/[0-9a-f]{32}$", _seal.NameOf(secret));
        Assert.DoesNotContain(secret, _seal.NameOf(secret), StringComparison.OrdinalIgnoreCase);
    }

    private static TicketSeal Seal(string client = "client", string issuer = "https://issuer.example", string origin = "https://app.example")
    {
        Assert.True(PublicOrigin.TryParse(origin, allowLoopbackHttp: false, out var parsed));
        var provider = new ProviderOptions
        {
            Authority = new Uri(issuer),
            Issuer = issuer,
            MetadataAddress = new Uri(issuer + "/.well-known/openid-configuration"),
            ClientId = client,
            Credential = new CredentialOptions { Kind = "managed-identity" },
        };
        return new TicketSeal(new SealContext(provider, new GateOptions { PublicOrigin = parsed }));
    }
}

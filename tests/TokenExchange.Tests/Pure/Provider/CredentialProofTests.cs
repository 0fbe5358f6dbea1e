using System.Text;
using TokenExchange.Provider;

namespace TokenExchange.Tests.Pure;

/// <summary>How a client secret travels (RFC 6749 section 2.3.1), and what of an error answer counts (section 5.2).</summary>
public sealed class CredentialProofTests
{
    [Theory]
    [InlineData("client", "secret", "client:secret")]
    [InlineData("client", "a:b%c+d/é ", "client:a%3Ab%25c%2Bd%2F%C3%A9+")]
    [InlineData("a:b", "c", "a%3Ab:c")]
    [InlineData("https://client.example/", "&=?#", "https%3A%2F%2Fclient.example%2F:%26%3D%3F%23")]
    [InlineData("c", "-._~", "c:-._~")]
    [InlineData("c", "€😀\u0000\n", "c:%E2%82%AC%F0%9F%98%80%00%0A")]
    public void Id_and_secret_are_form_encoded_before_base64(string id, string secret, string expected)
    {
        var header = CredentialProof.Basic("v", id, secret).Header!;

        Assert.Equal("Basic", header.Scheme);
        Assert.Equal(expected, Encoding.ASCII.GetString(Convert.FromBase64String(header.Parameter!)));
    }

    [Fact]
    public void Whatever_is_encoded_is_decoded_to_the_same() => RandomInput.Hold(RandomInput.Paths, secret =>
    {
        var parts = Encoding.ASCII.GetString(Convert.FromBase64String(CredentialProof.Basic("v", "id:1", secret).Header!.Parameter!)).Split(':');
        return parts.Length == 2 && System.Net.WebUtility.UrlDecode(parts[0]) == "id:1" && System.Net.WebUtility.UrlDecode(parts[1]) == secret;
    });

    [Fact]
    public async Task In_a_form_the_secret_is_encoded_once()
    {
        var proof = CredentialProof.Post("v", "client", "a:b%c+d/é ");
        using var form = new FormUrlEncodedContent(proof.Fields);

        Assert.Null(proof.Header);
        Assert.Equal("client_id=client&client_secret=a%3Ab%25c%2Bd%2F%C3%A9+", await form.ReadAsStringAsync());
    }

    [Fact]
    public void An_assertion_names_its_type()
    {
        var proof = CredentialProof.Assertion("v", "client", "jwt");

        Assert.Equal(
            ["client_id=client", "client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer", "client_assertion=jwt"],
            proof.Fields.Select(field => $"{field.Key}={field.Value}"));
    }

    [Fact]
    public void A_proof_never_prints() =>
        Assert.DoesNotContain("canary", $"{CredentialProof.Post("v", "client", "canary")} {CredentialProof.Assertion("v", "client", "canary")}", StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"error":"invalid_client"}""", "invalid_client")]
    [InlineData("""{"error":"x","error_description":"y"}""", "x")]
    [InlineData("""{"error":1}""", null)]
    [InlineData("""{"error":null}""", null)]
    [InlineData("""{"error":{"code":"x"}}""", null)]
    [InlineData("""{}""", null)]
    [InlineData("[]", null)]
    [InlineData("\"invalid_client\"", null)]
    [InlineData("null", null)]
    [InlineData("", null)]
    [InlineData("<html>", null)]
    [InlineData("""{"error":"x" """, null)]
    public void The_error_is_a_member_of_an_object(string body, string? expected) =>
        Assert.Equal(expected, OAuthError.Read(new ProviderAnswer(400, body, null, null)));

    [Fact]
    public void Half_a_character_in_an_error_is_no_bug_of_ours() =>
        Assert.Null(Record.Exception(() => OAuthError.Read(new ProviderAnswer(400, """{"error":"\ud800"}""", null, null))));

    [Fact]
    public void An_error_that_comes_twice_ends_no_session() =>
        Assert.NotEqual("invalid_grant", OAuthError.Read(new ProviderAnswer(400, """{"error":"temporarily_unavailable","error":"invalid_grant"}""", null, null)));
}

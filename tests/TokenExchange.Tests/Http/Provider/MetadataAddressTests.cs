using System.Net;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Discovery documents at other addresses than the issuer's, behind redirects, and of odd media types.</summary>
public sealed class MetadataAddressTests : TestStand
{
    private const string Document = ProviderOrigin + "/.well-known/openid-configuration";

    public MetadataAddressTests()
    {
        // For instances that a test adds, once it has said what answers there.
        Settings["TokenExchange:Provider:Authority"] = "https://tenant.example.test/v2.0";
        Settings["TokenExchange:Provider:Issuer"] = ProviderOrigin;
        Settings["TokenExchange:Provider:MetadataAddress"] = "https://metadata.example.test/configuration?p=b2c_1_signin";
    }

    [Fact]
    public async Task The_document_is_read_from_its_own_address_with_its_query()
    {
        var asked = Redirect(_ => Document);

        await SignInAtNewInstanceAsync();

        Assert.All(asked, address => Assert.Equal("https://metadata.example.test/configuration?p=b2c_1_signin", address));
        Assert.NotEmpty(asked);
    }

    [Fact]
    public async Task Three_redirects_are_followed_and_may_be_relative()
    {
        Redirect(address => address switch
        {
            "https://metadata.example.test/configuration?p=b2c_1_signin" => "/second",
            "https://metadata.example.test/second" => "https://metadata.example.test/third",
            _ => Document,
        });

        await SignInAtNewInstanceAsync();
    }

    [Theory]
    [InlineData("https://metadata.example.test/again")]
    [InlineData("http://login.example.test/.well-known/openid-configuration")]
    [InlineData("https://user@login.example.test/.well-known/openid-configuration")]
    [InlineData("file:///etc/passwd")]
    public async Task A_fourth_redirect_or_one_that_leaves_https_is_not_followed(string target)
    {
        Redirect(_ => target);
        await this.StartFirstAsync();

        await (await NewBrowser().FetchAsync("POST", "/api/auth/login", new { })).RefusedAsync(503, "provider_unavailable", "retry");
    }

    [Fact]
    public async Task A_redirect_without_a_target_is_an_outage()
    {
        Network.Add("metadata.example.test", new ScriptedServer(_ => ScriptedServer.Answer(HttpStatusCode.Found)));
        await this.StartFirstAsync();

        await (await NewBrowser().FetchAsync("POST", "/api/auth/login", new { })).RefusedAsync(503, "provider_unavailable", "retry");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/octet-stream")]
    [InlineData("text/html")]
    public async Task The_media_type_of_the_document_does_not_matter(string mediaType)
    {
        using var provider = new HttpClient(Network.Way());
        var text = await provider.GetStringAsync(new Uri(Document));
        Network.Add("metadata.example.test", new ScriptedServer(_ => ScriptedServer.Answer(HttpStatusCode.OK, text, ("Content-Type", mediaType))));

        await SignInAtNewInstanceAsync();
    }

    [Fact]
    public async Task A_document_of_another_issuer_is_refused_and_the_log_names_both()
    {
        Redirect(_ => Document);
        Provider.MetadataTwists["issuer"] = "https://other.example.test/v2.0";
        await this.StartFirstAsync();

        await (await NewBrowser().FetchAsync("POST", "/api/auth/login", new { })).RefusedAsync(503, "provider_unavailable", "retry");

        Assert.Contains(Logs.Lines, line => line.Text.Contains($"got https://other.example.test/v2.0, expected Provider:Issuer ({ProviderOrigin})", StringComparison.Ordinal));
    }

    private List<string> Redirect(Func<string, string> target)
    {
        var asked = new List<string>();
        Network.Add("metadata.example.test", new ScriptedServer(request =>
        {
            lock (asked)
            {
                asked.Add(request.RequestUri!.OriginalString);
            }

            return ScriptedServer.Answer(HttpStatusCode.Found, "", ("Location", target(request.RequestUri!.OriginalString)));
        }));
        return asked;
    }

    private async Task SignInAtNewInstanceAsync()
    {
        await this.StartFirstAsync();
        var browser = NewBrowser();
        await browser.SignInAsync();
        await browser.ActsAsAsync("alice");
    }
}

using System.Net;
using System.Text.RegularExpressions;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>The parameter <c>iss</c> of an answer (RFC 9207) from a provider whose discovery document does not say that it sends one.</summary>
[StateIndependent]
public sealed class ResponseIssuerTests : TestStand
{
    public ResponseIssuerTests() => Provider.MetadataTwists["authorization_response_iss_parameter_supported"] = false;

    [Theory]
    [InlineData("auto", HttpStatusCode.OK)]
    [InlineData("required", HttpStatusCode.BadRequest)]
    public async Task An_answer_without_an_issuer_is_accepted_unless_the_setting_demands_one(string rule, HttpStatusCode status)
    {
        Settings["TokenExchange:Provider:ResponseIssuer"] = rule;
        await this.StartFirstAsync();
        var browser = NewBrowser();

        var answer = await browser.ExchangeAsync(Regex.Replace(await browser.AuthorizeAsync(), "[?&]iss=[^&]*", ""));

        Assert.Equal(status, answer.StatusCode);
        if (status != HttpStatusCode.OK)
        {
            await answer.RefusedAsync(400, "issuer_mismatch", "login");
        }
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("required")]
    public async Task The_issuer_of_an_answer_is_compared_in_any_case(string rule)
    {
        Settings["TokenExchange:Provider:ResponseIssuer"] = rule;
        await this.StartFirstAsync();
        var (browser, honest) = (NewBrowser(), NewBrowser());
        var callback = Regex.Replace(await browser.AuthorizeAsync(), "[?&]iss=[^&]*", "");

        await (await browser.ExchangeAsync(callback + "&iss=https%3A%2F%2Fevil.test")).RefusedAsync(400, "issuer_mismatch", "login");
        Assert.Equal(HttpStatusCode.OK, (await honest.ExchangeAsync(Regex.Replace(await honest.AuthorizeAsync(), "[?&]iss=[^&]*", "") + "&iss=" + Uri.EscapeDataString(ProviderOrigin))).StatusCode);
    }
}

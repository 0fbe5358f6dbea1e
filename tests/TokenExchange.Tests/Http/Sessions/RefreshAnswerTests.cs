using System.Net;
using System.Text;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>Whatever a token endpoint answers to a refresh: afterwards the session is usable, has ended, or the trouble is one that passes.</summary>
public sealed class RefreshAnswerTests : TestStand
{
    private const string Address = "/api/proxy/echo/anything";

    private static readonly string[] Passing = ["invalid_client", "temporarily_unavailable", "server_error", "slow_down"];

    private static readonly string[] AtTheCredential = ["unauthorized_client", "access_denied", "of_its_own"];

    private static readonly string[] Bodies =
    [
        "invalid_grant", "token_inactive", "invalid_request", "invalid_scope", "invalid_target", "unsupported_grant_type", "access_denied", "unauthorized_client", "invalid_client",
        "interaction_required", "login_required", "consent_required", "temporarily_unavailable", "server_error", "slow_down", "of_its_own", "", "\0", "<html>", "{}", "[1]",
    ];

    [Theory]
    [InlineData(200)]
    [InlineData(204)]
    [InlineData(302)]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(409)]
    [InlineData(422)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task After_its_token_has_expired_and_two_more_tries_a_session_is_usable_or_ended_or_the_trouble_passes(int status)
    {
        var faults = new List<string>();
        foreach (var body in Bodies)
        {
            var (isEnded, last, after) = await RefreshInVainAsync(status, body);
            if (isEnded == IsOutage(status, body) || last >= 500 && isEnded || after != (isEnded ? 401 : 200))
            {
                faults.Add($"{body}: ended {isEnded}, answered {last}, afterwards {after}");
            }
        }

        Assert.Empty(faults);
    }

    /// <summary>Three calls whose refresh is answered so, and one when the provider is well again.</summary>
    private async Task<(bool IsEnded, int Last, int After)> RefreshInVainAsync(int status, string body)
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        Clock.Advance(TimeSpan.FromSeconds(300));
        var types = new Queue<string>(["application/json", "text/html", "application/octet-stream"]);
        var genuine = Network["login.example.test"];
        Network.Add("login.example.test", new ScriptedServer(_ => Answer(status, Body(body), types.TryDequeue(out var type) ? type : "text/plain")));
        var answers = new[] { await browser.FetchAsync("GET", Address), await browser.FetchAsync("GET", Address), await browser.FetchAsync("GET", Address) };
        Network.Add("login.example.test", genuine);
        var isEnded = !await browser.IsSignedInAsync();
        return (isEnded, (int)answers[^1].StatusCode, (int)(await browser.FetchAsync("GET", Address)).StatusCode);
    }

    private static bool IsOutage(int status, string error) => status switch
    {
        >= 500 => true,
        204 or 302 => true, // not an answer of OAuth at all
        429 => error is not ("invalid_grant" or "token_inactive"),
        _ when !IsError(error) => true, // unreadable
        _ when Passing.Contains(error) => true,
        401 => AtTheCredential.Contains(error),
        _ => false,
    };

    private static bool IsError(string body) => body.Length > 0 && char.IsAsciiLetter(body[0]);

    private static string Body(string body) => IsError(body) ? $$"""{"error":"{{body}}"}""" : body;

    private static HttpResponseMessage Answer(int status, string body, string type) =>
        new((HttpStatusCode)status) { Content = new StringContent(status == 204 ? "" : body, Encoding.UTF8, type) };
}

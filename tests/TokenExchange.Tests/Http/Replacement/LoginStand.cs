using System.Text.Json.Nodes;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>How a login is completed: by the page, by a navigation that the browser's Strict cookies travel with or not, or by a posted form.</summary>
public enum CompletedBy
{
    /// <summary><c>POST exchange</c>, from a page of ours.</summary>
    Exchange,

    /// <summary><c>GET callback</c>, after a click on the provider's page.</summary>
    Callback,

    /// <summary><c>GET callback</c>, at the end of redirects that a page of ours began.</summary>
    SilentCallback,

    /// <summary><c>POST callback</c>, from the provider's page.</summary>
    FormPost,
}

/// <summary>A stand whose logins are completed by the service or by the page, with ID tokens and refresh tokens of any size.</summary>
public abstract class LoginStand(bool isFormPost = false) : TestStand(settings =>
{
    settings["TokenExchange:Login:CallbackPath"] = "/api/auth/callback";
    settings["TokenExchange:Provider:ResponseMode"] = isFormPost ? "form_post" : "query";
})
{
    /// <summary>A login up to the provider's answer; to be completed now or later.</summary>
    private protected async Task<Func<Task<HttpResponseMessage>>> BeginAsync(Browser browser, CompletedBy way, string user)
    {
        if (way == CompletedBy.FormPost)
        {
            var fields = await browser.AuthorizeFormAsync(user);
            return () => browser.PostFormAcrossAsync("/api/auth/callback", fields);
        }

        var callback = await browser.AuthorizeAsync(user);
        return way switch
        {
            CompletedBy.Exchange => () => browser.ExchangeAsync(callback),
            CompletedBy.Callback => () => browser.NavigateAsync(callback),
            _ => () => browser.NavigateFromOurPageAsync(callback),
        };
    }

    /// <summary>A whole login; the ID token carries a claim of so many characters, which the session keeps.</summary>
    private protected async Task<HttpResponseMessage> SignInAsync(Browser browser, CompletedBy way, string user, int size = 0)
    {
        var complete = await BeginAsync(browser, way, user);
        return await CompleteAsync(complete, size);
    }

    private protected async Task<HttpResponseMessage> CompleteAsync(Func<Task<HttpResponseMessage>> complete, int size)
    {
        Grow(size);
        return await complete();
    }

    /// <summary>Makes the next ID token carry a claim of so many characters.</summary>
    private protected void Grow(int size)
    {
        if (size > 0)
        {
            Provider.TwistNextToken(Twist.Claim("name", new string('n', size)));
        }
    }

    /// <summary>Makes every refresh token of the provider so long; only for logins, the provider would not know it again.</summary>
    private protected void LengthenRefreshTokens(int size) =>
        Network.Add("login.example.test", new Lengthened(Network["login.example.test"], size));

    private protected static bool HasCompleted(HttpResponseMessage answer) =>
        (int)answer.StatusCode == 200 || ((int)answer.StatusCode == 303 && answer.Headers.GetValues("Location").Single() == "/home");

    private sealed class Lengthened(HttpMessageHandler provider, int size) : DelegatingHandler(provider)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var isToken = request.RequestUri!.AbsolutePath == "/token";
            var answer = await base.SendAsync(request, cancellationToken);
            if (isToken)
            {
                var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellationToken))!;
                body["refresh_token"] = new string('r', size);
                answer.Content = new StringContent(body.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
            }

            return answer;
        }
    }
}

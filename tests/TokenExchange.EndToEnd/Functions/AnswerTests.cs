using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Functions;

/// <summary>The gateway's own answers, as they come through worker and host.</summary>
[Collection(Published.Functions)]
public sealed class AnswerTests(Published published)
{
    private readonly Deployment _deployment = published.Deployment;

    [FunctionsFact]
    public async Task It_is_alive_and_ready_with_vault_and_provider_read()
    {
        using var caller = _deployment.NewCaller();

        Assert.Equal("live", (await caller.GetFromJsonAsync<JsonElement>("/api/health/live")).GetProperty("status").GetString());
        await Until.TrueAsync("the caches are filled", async () =>
        {
            using var ready = await caller.GetAsync("/api/health/ready");
            var checks = (await ready.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("checks");
            return ready.IsSuccessStatusCode && checks.EnumerateObject().All(check => check.Value.GetProperty("status").GetString() == "ok");
        });
    }

    [FunctionsTheory]
    [InlineData("GET", "/api/auth/exchange", 405, "method_denied", "POST")]
    [InlineData("DELETE", "/api/auth/session", 405, "method_denied", "GET")]
    [InlineData("PATCH", "/api/health/live", 405, "method_denied", "GET")]
    [InlineData("POST", "/api/auth/keys", 405, "method_denied", "GET")]
    [InlineData("GET", "/api/proxy/nobody/x", 404, "route_unknown", null)]
    [InlineData("PUT", "/api/nothing/here", 404, "route_unknown", null)]
    [InlineData("GET", "/api/proxy/own/a%2Fb", 400, "path_denied", null)]
    [InlineData("GET", "/api/proxy/echo/anything", 401, "not_authenticated", null)]
    [InlineData("POST", "/api/auth/exchange", 400, "request_invalid", null)]
    [InlineData("GET", "/api/auth/callback?code=x&state=y", 303, null, null)]
    public async Task A_refusal_comes_as_the_gateway_wrote_it(string method, string path, int status, string? code, string? allow)
    {
        using var caller = _deployment.NewCaller();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var answer = await caller.SendAsync(request);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(allow, answer.Content.Headers.Allow.SingleOrDefault());
        Assert.Equal("max-age=31536000; includeSubDomains", answer.Headers.GetValues("Strict-Transport-Security").Single());
        if (code is not null)
        {
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
            Assert.Equal((code, code, status), (answer.Headers.GetValues("TE-Error").Single(), problem.GetProperty("code").GetString(), problem.GetProperty("status").GetInt32()));
        }
    }

    [FunctionsFact]
    public async Task A_call_of_another_site_is_refused()
    {
        using var caller = _deployment.NewCaller();
        caller.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");

        using var answer = await caller.GetAsync("/api/auth/session");

        Assert.Equal((HttpStatusCode.Forbidden, "csrf_failed"), (answer.StatusCode, answer.Headers.GetValues("TE-Error").Single()));
    }

    [FunctionsFact]
    public async Task A_client_s_own_invocation_id_is_not_taken()
    {
        using var caller = _deployment.NewCaller();
        caller.DefaultRequestHeaders.Add("x-ms-invocation-id", Guid.NewGuid().ToString());

        Assert.Equal("live", (await caller.GetFromJsonAsync<JsonElement>("/api/health/live")).GetProperty("status").GetString());
    }
}

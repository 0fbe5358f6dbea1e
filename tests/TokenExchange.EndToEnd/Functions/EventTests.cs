using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TokenExchange.EndToEnd.Functions.Host;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Functions;

/// <summary>The endpoint that requires a key.</summary>
[Collection(Published.Functions)]
public sealed class EventTests(Published published)
{
    private const string Path = "/api/events/vault";

    private readonly Deployment _deployment = published.Deployment;

    [FunctionsTheory]
    [InlineData(Path + "?code=" + FunctionsHost.FunctionKey, null)]
    [InlineData(Path, FunctionsHost.FunctionKey)]
    public async Task Event_Grid_s_own_handshake_is_answered_to_whoever_shows_the_function_key(string address, string? header)
    {
        using var caller = Caller(header);
        var handshake = new[] { new { eventType = "Microsoft.EventGrid.SubscriptionValidationEvent", data = new { validationCode = "512d38b6-c7b8" } } };

        using var answer = await caller.PostAsJsonAsync(address, handshake);

        Assert.Equal("512d38b6-c7b8", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("validationResponse").GetString());
    }

    [FunctionsFact]
    public async Task The_handshake_of_CloudEvents_is_no_preflight_and_reaches_the_function()
    {
        using var caller = Caller(FunctionsHost.FunctionKey);
        using var request = new HttpRequestMessage(HttpMethod.Options, Path);
        request.Headers.Add("WebHook-Request-Origin", "eventgrid.azure.net");

        using var answer = await caller.SendAsync(request);

        Assert.Equal((HttpStatusCode.OK, "eventgrid.azure.net"), (answer.StatusCode, answer.Headers.GetValues("WebHook-Allowed-Origin").Single()));
    }

    [FunctionsTheory]
    [InlineData(null)]
    [InlineData("guessed")]
    public async Task Without_the_key_nobody_gets_there(string? key)
    {
        using var caller = Caller(key);

        using var answer = await caller.PostAsJsonAsync(Path, Array.Empty<object>());

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.False(answer.Headers.Contains("TE-Error")); // the host's word
    }

    [FunctionsFact]
    public async Task After_an_event_the_next_use_of_the_secret_reads_it_again()
    {
        using var caller = Caller(FunctionsHost.FunctionKey);
        using var user = _deployment.NewUser();
        await user.SignInAsync();
        await user.CallAsync(HttpMethod.Get, "/api/proxy/partner/anything");
        var before = await ReadingsAsync();
        var changed = new { eventType = "Microsoft.KeyVault.SecretNewVersionCreated", data = new Dictionary<string, string> { ["Id"] = "https://contoso.vault.azure.net/secrets/partner-api-key/1" } };

        using var told = await caller.PostAsJsonAsync(Path, new[] { changed });

        Assert.Equal(HttpStatusCode.OK, told.StatusCode);
        await user.CallAsync(HttpMethod.Get, "/api/proxy/partner/anything");
        await Until.TrueAsync("the secret is read again", async () => await ReadingsAsync() > before);
    }

    private HttpClient Caller(string? key)
    {
        var caller = new HttpClient(Way.To(_deployment.Certificate)) { BaseAddress = new Uri(_deployment.Origin) };
        if (key is not null)
        {
            caller.DefaultRequestHeaders.Add("x-functions-key", key);
        }

        return caller;
    }

    private async Task<int> ReadingsAsync() => (await _deployment.Services.ControlAsync(HttpMethod.Get, "vault/log")).EnumerateArray()
        .Count(row => row.GetProperty("path").GetString() == "/secrets/partner-api-key/versions");
}

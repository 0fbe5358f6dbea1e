using Microsoft.Extensions.DependencyInjection;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>
/// The framework's own records show addresses with their queries: at the callback, the authorization code. No setting of the log may bring them back.
/// </summary>
[StateIndependent]
public sealed class FrameworkLogTests : TestStand
{
    private const string Code = "canary-code-of-a-callback";
    private const string State = "canary-state-of-a-callback";

    [Theory]
    [InlineData("Logging:LogLevel:Microsoft.AspNetCore", "Information")]
    [InlineData("Logging:LogLevel:Microsoft.AspNetCore", "Trace")]
    [InlineData("Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", "Information")]
    [InlineData("Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics*", "Debug")]
    [InlineData("Logging:LogLevel:*", "Trace")]
    [InlineData("Logging:LogLevel:Default", "Trace")]
    [InlineData("Logging:Sink:LogLevel:Default", "Trace")]
    [InlineData("Logging:Sink:LogLevel:Microsoft.AspNetCore", "Information")]
    [InlineData("Logging:Sink:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", "Trace")]
    [InlineData("Logging:Sink:LogLevel:System.Net.Http", "Trace")]
    public async Task No_level_of_the_log_shows_what_the_address_of_a_callback_carries(string key, string level)
    {
        Settings[key] = level;
        await AddGatewayAsync("app.example.test");
        var browser = NewBrowser();

        await browser.NavigateAsync($"/api/auth/callback?code={Code}&state={State}");
        await browser.SignInAsync();
        await browser.FetchAsync("GET", $"/api/proxy/echo/anything?q={State}");
        await CallAnybodyAsync();

        Assert.DoesNotContain(Logs.Lines, line => line.Text.Contains(Code, StringComparison.Ordinal) || line.Text.Contains(State, StringComparison.Ordinal));
        Assert.DoesNotContain(Logs.Lines, line => line.Fields.Values.Any(value => value.Contains(Code, StringComparison.Ordinal) || value.Contains(State, StringComparison.Ordinal)));
        Assert.Contains(Logs.Lines, line => line.Event == "login"); // what the service says itself is not touched
    }

    /// <summary>A client that the host registered for itself, with the loggers of the framework.</summary>
    private async Task CallAnybodyAsync()
    {
        using var client = Inside.GetRequiredService<IHttpClientFactory>().CreateClient("of-the-host");
        await Assert.ThrowsAnyAsync<Exception>(() => client.GetAsync(new Uri($"http://127.0.0.1:9/?code={Code}"), new CancellationToken(canceled: true)));
    }
}

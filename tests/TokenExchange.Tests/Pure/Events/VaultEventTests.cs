using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using TokenExchange.Events;
using TokenExchange.Failures;

namespace TokenExchange.Tests.Pure;

/// <summary>What an event of the vault can do: bring one read forward, and nothing else.</summary>
public sealed class VaultEventTests
{
    private readonly PaperVault _vault = new PaperVault().Put("v1", age: TimeSpan.FromDays(1));
    private readonly DefaultHttpContext _context = new();

    [Theory]
    [InlineData("Id", "https://vault.example/secrets/the-secret/v2", 2)]
    [InlineData("Id", "https://VAULT.example/secrets/THE-SECRET/v2", 2)]
    [InlineData("Id", "https://evil.example/secrets/the-secret/v2", 1)]
    [InlineData("Id", "https://vault.example/keys/the-secret/v2", 1)]
    [InlineData("Id", "https://vault.example/secrets/other/v2", 1)]
    [InlineData("Id", "the-secret", 1)]
    [InlineData("ObjectName", "the-secret", 1)]
    public async Task An_event_of_our_vault_brings_the_next_read_forward(string member, string value, int lists)
    {
        await _vault.Secrets.GetAsync(PaperVault.Name, CancellationToken.None);

        await SendAsync($$"""[{"eventType":"Microsoft.KeyVault.SecretNewVersionCreated","data": { "{{member}}":"{{value}}" } }]""");
        await _vault.Secrets.GetAsync(PaperVault.Name, CancellationToken.None);

        Assert.Equal(lists, _vault.Lists);
    }

    [Theory]
    [InlineData("""{"eventType":"\ud800","data":{"Id":"x"}}""")]
    [InlineData("""[{"eventType":"Microsoft.KeyVault.SecretNewVersionCreated","data":{"Id":"\udc00"}}]""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""[{"eventType":"Microsoft.EventGrid.SubscriptionValidationEvent","data":{"validationCode":"\ud800"}}]""")]
    public async Task Half_a_character_in_an_event_is_no_bug_of_ours(string body) =>
        Assert.Null(await Record.ExceptionAsync(() => SendAsync(body)));

    [Theory]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("null")]
    [InlineData("<html>")]
    [InlineData("""[{"eventType":"Microsoft.EventGrid.SubscriptionValidationEvent","data":{"validationCode":"<script>"}}]""")]
    [InlineData("""[{"eventType":"Microsoft.EventGrid.SubscriptionValidationEvent","data":{}}]""")]
    [InlineData("""[{"eventType":"Microsoft.EventGrid.SubscriptionValidationEvent"}]""")]
    public async Task What_is_no_event_is_refused(string body) => Assert.Equal("request_invalid", (await SendAsync(body))?.Code);

    private Task<Failure?> SendAsync(string body)
    {
        _context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        _context.Request.ContentType = "application/json";
        var telemetry = new PaperTelemetry(new FakeTimeProvider());
        telemetry.Begin(_context);
        return new VaultEventsEndpoint(_vault.Secrets, _vault.Options, telemetry.Logger<VaultEventsEndpoint>()).HandleAsync(_context);
    }
}

using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Browser.Engines;

/// <summary>Both pages that we ship, in WebKit, over https.</summary>
public sealed class WebKitTests(BuiltStarter starter) : IClassFixture<BuiltStarter>
{
    [WebKitFact]
    public async Task The_demo_page_signs_in_calls_reloads_and_signs_out()
    {
        using var certificate = TestCertificate.Create();
        await using var front = await Front.StartAsync(pages: null, certificate.Pair);
        await using var host = await LocalHost.StartBehindAsync(front.Origin);
        front.LeadTo(host.Listening);
        await using var webkit = await WebKit.StartAsync();

        await Journeys.DemoAsync(webkit, host);
    }

    [WebKitFact]
    public async Task The_starter_page_signs_in_calls_reloads_and_signs_out()
    {
        using var certificate = TestCertificate.Create();
        await using var front = await Front.StartAsync((await starter.PagesAsync()).AnswerAsync, certificate.Pair);
        await using var host = await LocalHost.StartBehindAsync(front.Origin, ("TokenExchange:Login:CallbackPath", "/api/auth/callback"));
        front.LeadTo(host.Listening);
        await using var webkit = await WebKit.StartAsync();

        await Journeys.StarterAsync(webkit, host);
    }
}

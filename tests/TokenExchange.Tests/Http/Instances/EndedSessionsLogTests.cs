using System.Net;
using System.Text;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http.Instances;

/// <summary>The log of ended sessions, when somebody or something else changed it.</summary>
public sealed class EndedSessionsLogTests : InstancesStand
{
    [Theory]
    [InlineData("not a frame\n")]
    [InlineData("AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n")]
    public async Task Records_that_somebody_else_wrote_are_ignored(string record)
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var copy = browser.Copy();
        await SeenByAllAsync(copy);
        await browser.FetchAsync("POST", "/api/auth/logout");
        AppendToLogs(record);
        var other = NewBrowser();
        await other.SignInAsync("bob");

        Clock.Advance(PollInterval);

        await RefusedByAllAsync(copy);
        UseAll();
        await other.ActsAsAsync("bob");
    }

    [Fact]
    public async Task A_record_is_read_with_the_key_that_stays_when_the_other_one_is_disabled()
    {
        var next = Vault.Put("session-key", Canary("next-session-key"));
        Clock.Advance(TimeSpan.FromMinutes(10));
        var browser = NewBrowser();
        await browser.SignInAsync();
        var copy = browser.Copy();
        await browser.FetchAsync("POST", "/api/auth/logout");
        Vault.SetEnabled("session-key", SessionKey, false);
        Clock.Advance(TimeSpan.FromMinutes(10));

        await AddGatewayAsync("app.example.test");

        Assert.NotNull(next);
        Assert.Equal(HttpStatusCode.Unauthorized, (await copy.FetchAsync("GET", Echo)).StatusCode);
    }

    [Fact]
    public async Task A_log_that_was_emptied_is_read_from_its_beginning_again()
    {
        var (first, second) = (NewBrowser(), NewBrowser());
        await first.SignInAsync();
        await second.SignInAsync("bob");
        var copy = second.Copy();
        await SeenByAllAsync(copy);
        await first.FetchAsync("POST", "/api/auth/logout");
        Clock.Advance(PollInterval);
        await SeenByAllAsync(copy);
        ChangeLogs(_ => []);
        await second.FetchAsync("POST", "/api/auth/logout");

        Clock.Advance(PollInterval);

        await RefusedByAllAsync(copy);
    }

    [Fact]
    public async Task A_log_with_more_than_a_megabyte_of_something_else_is_read_on()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var copy = browser.Copy();
        await SeenByAllAsync(copy);
        await browser.FetchAsync("POST", "/api/auth/logout");
        ChangeLogs(content => [.. Enumerable.Repeat((byte)'x', 1_500_000), (byte)'\n', .. content]);

        Clock.Advance(PollInterval);

        await RefusedByAllAsync(copy);
    }

    private void AppendToLogs(string record) => ChangeLogs(content => [.. content, .. Encoding.ASCII.GetBytes(record)]);

    private void ChangeLogs(Func<byte[], byte[]> change)
    {
        foreach (var (path, blob) in Storage.Store.Blobs.Where(blob => blob.Value.IsAppendBlob))
        {
            Storage.Store.Overwrite(path, change(blob.Content));
        }
    }
}

using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TokenExchange.Emulators.Wire;

namespace TokenExchange.Tests.Stand;

/// <summary>The stand with one more instance of the service, under the real server on loopback, for tests about the bytes of a request.</summary>
public class WireStand : TestStand
{
    private readonly LoopbackPort _port = new(0);
    private readonly WebApplication _app;

    internal WireStand(Action<Dictionary<string, string?>>? configure = null)
        : base(configure)
    {
        var builder = EmulatorHost.CreateBuilder(Environments.Production);
        _port.Use(builder);
        builder.Logging.ClearProviders();
        builder.Logging.SetMinimumLevel(LogLevel.Trace);
        builder.Logging.AddProvider(Logs);
        AddServices(builder.Services);
        _app = builder.Build();
        _app.Map("/{**everything}", _app.Services.GetRequiredService<Gateway>().InvokeAsync);
    }

    /// <summary>Where it listens.</summary>
    internal string Authority => $"localhost:{_port.Number}";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await _app.StartAsync();
        await _app.Services.GetServices<IHostedService>().OfType<WarmUp>().Single().ExecuteTask!.WaitAsync(WaitLimit.Longest);
    }

    public override async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await base.DisposeAsync();
    }

    /// <summary>The cookies and signs of a signed-in page, as lines of a request.</summary>
    internal async Task<string> SignedInAsync()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        var cookies = browser.Cookies.Where(cookie => new Uri(AppOrigin).Host == cookie.Host).Select(cookie => $"{cookie.Name}={cookie.Value}");
        return $"X-CSRF: 1\r\nSec-Fetch-Site: same-origin\r\nCookie: {string.Join("; ", cookies)}\r\n";
    }

    /// <summary>Opens a connection and sends bytes; the test goes on with it.</summary>
    internal async Task<TcpClient> ConnectAsync(string bytes)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _port.Number);
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(bytes));
        return client;
    }

    /// <summary>
    /// Sends bytes and, behind them on the same connection, one more request that is sound and the last. Whether that one is answered tells, without a
    /// clock, whether the server kept the connection.
    /// </summary>
    internal async Task<IReadOnlyList<WireAnswer>> SendAsync(string bytes)
    {
        using var client = await ConnectAsync(bytes + $"GET /api/health/live HTTP/1.1\r\nHost: {Authority}\r\nConnection: close\r\n\r\n");
        var stream = client.GetStream();
        var all = new MemoryStream();
        try
        {
            await stream.CopyToAsync(all).WaitAsync(WaitLimit.Longest);
        }
        catch (IOException)
        {
            // Reset: the server did not want the rest.
        }

        return WireAnswer.ReadAll(Encoding.Latin1.GetString(all.ToArray()));
    }
}

/// <summary>One answer, read from bytes by its framing.</summary>
internal sealed record WireAnswer(int Status, string Head, string Body)
{
    public static IReadOnlyList<WireAnswer> ReadAll(string bytes)
    {
        var answers = new List<WireAnswer>();
        while (bytes.IndexOf("\r\n\r\n", StringComparison.Ordinal) is > 0 and var end)
        {
            var (head, rest) = (bytes[..(end + 2)], bytes[(end + 4)..]);
            var status = int.Parse(head.AsSpan("HTTP/1.1 ".Length, 3), CultureInfo.InvariantCulture);
            var (body, left) = status == 304 ? ("", rest)
                : head.Contains("\r\nTransfer-Encoding: chunked\r\n", StringComparison.Ordinal) ? Chunks(rest) : Counted(head, rest);
            answers.Add(new WireAnswer(status, head, body));
            bytes = left;
        }

        return answers;
    }

    public bool Says(string line) => Head.Contains($"\r\n{line}\r\n", StringComparison.OrdinalIgnoreCase);

    private static (string Body, string Left) Counted(string head, string rest)
    {
        var at = head.IndexOf("\r\nContent-Length: ", StringComparison.Ordinal);
        var length = at < 0 ? 0 : int.Parse(head.AsSpan((at + "\r\nContent-Length: ".Length)..head.IndexOf("\r\n", at + 2, StringComparison.Ordinal)), CultureInfo.InvariantCulture);
        return (rest[..length], rest[length..]);
    }

    private static (string Body, string Left) Chunks(string rest)
    {
        var body = new StringBuilder();
        while (true)
        {
            var line = rest.IndexOf("\r\n", StringComparison.Ordinal);
            var size = int.Parse(rest.AsSpan(0, line), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            body.Append(rest, line + 2, size);
            rest = rest[(line + 2 + size + 2)..];
            if (size == 0)
            {
                return (body.ToString(), rest);
            }
        }
    }
}

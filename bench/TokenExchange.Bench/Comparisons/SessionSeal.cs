using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TokenExchange.Bench.Stand;
using TokenExchange.Gate;
using TokenExchange.Sessions;

namespace TokenExchange.Bench.Comparisons;

/// <summary>From the session to the <c>Set-Cookie</c> line: at login, after a refresh, and every three minutes of use.</summary>
public class SessionSeal : IComparison
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly DefaultHttpContext _context = new();
    private GatewayStand _stand = null!;
    private SessionCookies _cookies = null!;
    private AesGcm _aes = null!;

    [GlobalSetup]
    public async Task StartAsync()
    {
        _stand = await GatewayStand.StartAsync();
        _cookies = _stand.Inside.GetRequiredService<SessionCookies>();
        _context.Request.Headers.Cookie = _stand.Cookies;
        _aes = new AesGcm(RandomNumberGenerator.GetBytes(32), TagLength);
    }

    [GlobalCleanup]
    public async Task StopAsync()
    {
        _aes.Dispose();
        await _stand.DisposeAsync();
    }

    /// <summary>
    /// Writes the same JSON, encrypts it under a random nonce with a key schedule that is ready, encodes it. It chooses no key, binds no context, knows
    /// no cookie: neither its length nor its attributes nor what the browser already holds.
    /// </summary>
    [Benchmark(Baseline = true, Description = "JsonSerializer, AesGcm.Encrypt, encode")]
    public string Floor()
    {
        var plaintext = JsonSerializer.SerializeToUtf8Bytes(_stand.Session, SessionJson.Default.Session);
        var frame = new byte[NonceLength + plaintext.Length + TagLength];
        RandomNumberGenerator.Fill(frame.AsSpan(0, NonceLength));
        _aes.Encrypt(frame.AsSpan(0, NonceLength), plaintext, frame.AsSpan(NonceLength, plaintext.Length), frame.AsSpan(frame.Length - TagLength));
        return Base64Url.EncodeToString(frame);
    }

    /// <summary>The service's writer, as a login calls it.</summary>
    [Benchmark(Description = "seal a session cookie")]
    public async Task<string> ServiceAsync()
    {
        _stand.Begin(_context); // each request has a context of its own
        _context.Response.Headers.Clear(); // the next answer
        await _cookies.TouchAsync(_context, _stand.Session);
        CookieJar.Of(_context).Send(_context.Response);
        return _context.Response.Headers.SetCookie[0]!;
    }

    /// <summary>Both are opened again.</summary>
    [SuppressMessage("Performance", "CA1849", Justification = "The floor is not asynchronous.")]
    async Task<(string Floor, string Service)> IComparison.RunOnceAsync()
    {
        var frame = Base64Url.DecodeFromChars(Floor());
        var plaintext = new byte[frame.Length - NonceLength - TagLength];
        _aes.Decrypt(frame.AsSpan(0, NonceLength), frame.AsSpan(NonceLength, plaintext.Length), frame.AsSpan(frame.Length - TagLength), plaintext);
        var next = new DefaultHttpContext { Request = { Headers = { Cookie = (await ServiceAsync()).Split(';')[0] } } };
        _stand.Begin(next);
        var session = await _cookies.ReadSessionAsync(next);
        return (System.Text.Encoding.UTF8.GetString(plaintext), JsonSerializer.Serialize(session!, SessionJson.Default.Session));
    }
}

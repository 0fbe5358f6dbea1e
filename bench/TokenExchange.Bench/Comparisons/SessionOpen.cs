using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TokenExchange.Bench.Stand;
using TokenExchange.Sessions;

namespace TokenExchange.Bench.Comparisons;

/// <summary>From the <c>Cookie</c> line to the session, with everything that is checked on the way: what every proxied call begins with.</summary>
public class SessionOpen : IComparison
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly DefaultHttpContext _context = new();
    private GatewayStand _stand = null!;
    private SessionReader _reader = null!;
    private AesGcm _aes = null!;
    private string _text = "";

    [GlobalSetup]
    public async Task StartAsync()
    {
        _stand = await GatewayStand.StartAsync();
        _reader = _stand.Inside.GetRequiredService<SessionReader>();
        _context.Request.Headers.Cookie = _stand.Cookies;
        _aes = new AesGcm(RandomNumberGenerator.GetBytes(32), TagLength);
        _text = Seal(JsonSerializer.SerializeToUtf8Bytes(_stand.Session, SessionJson.Default.Session));
    }

    [GlobalCleanup]
    public async Task StopAsync()
    {
        _aes.Dispose();
        await _stand.DisposeAsync();
    }

    /// <summary>
    /// Decodes the text of a cookie, decrypts it with a key schedule that is ready, reads the same JSON into the same type. It does not look for the
    /// cookie in the request, knows one key, binds no context, and asks neither the clock nor whether the session was revoked.
    /// </summary>
    [Benchmark(Baseline = true, Description = "decode, AesGcm.Decrypt, JsonSerializer")]
    public object Floor()
    {
        var frame = Base64Url.DecodeFromChars(_text);
        var plaintext = new byte[frame.Length - NonceLength - TagLength];
        _aes.Decrypt(frame.AsSpan(0, NonceLength), frame.AsSpan(NonceLength, plaintext.Length), frame.AsSpan(frame.Length - TagLength), plaintext);
        return JsonSerializer.Deserialize(plaintext, SessionJson.Default.Session)!;
    }

    /// <summary>The service's reader, as the proxy calls it.</summary>
    [Benchmark(Description = "open a session cookie")]
    public async Task<object> ServiceAsync()
    {
        _stand.Begin(_context); // the cookies of a request are read once; this is the next request
        return (await _reader.ReadAsync(_context)).Value!;
    }

    [SuppressMessage("Performance", "CA1849", Justification = "The floor is not asynchronous.")]
    async Task<(string Floor, string Service)> IComparison.RunOnceAsync() => (Text(Floor()), Text(await ServiceAsync()));

    private static string Text(object session) => JsonSerializer.Serialize((Session)session, SessionJson.Default.Session);

    private string Seal(byte[] plaintext)
    {
        var frame = new byte[NonceLength + plaintext.Length + TagLength];
        RandomNumberGenerator.Fill(frame.AsSpan(0, NonceLength));
        _aes.Encrypt(frame.AsSpan(0, NonceLength), plaintext, frame.AsSpan(NonceLength, plaintext.Length), frame.AsSpan(frame.Length - TagLength));
        return Base64Url.EncodeToString(frame);
    }
}

using System.Text;
using System.Text.RegularExpressions;
using TokenExchange.Emulators.Storage;

namespace TokenExchange.Tests.Stand;

/// <summary>
/// Rule G1: secrets carry a mark, and no mark may be seen in any answer to a browser, any log, any span or measurement, any stored blob. Codes and tokens of the dev provider begin with
/// <c>code-</c>, <c>at-</c> and <c>rt-</c>, and its ID tokens with <c>eyJ</c>.
/// </summary>
internal sealed partial class Canaries
{
    /// <summary>Whether the address of a logout may carry an ID token (<c>Provider:IdTokenHint</c>).</summary>
    public bool AllowsHint { get; set; }

    /// <summary>Whether problems may have a <c>detail</c>: in Development only.</summary>
    public bool AllowsDetail { get; set; }

    private readonly List<string> _values = [];
    private int _count;

    public string New(string name)
    {
        var value = $"canary{Interlocked.Increment(ref _count)}-{name}-{Guid.NewGuid():N}{Guid.NewGuid():N}";
        lock (_values)
        {
            _values.Add(value);
        }

        return value;
    }

    public void Assert(IEnumerable<Browser> browsers, LogSink logs, TelemetrySink telemetry)
    {
        foreach (var (text, where) in logs.Lines.Select(line => (line.Text, $"the log of {line.Category} ({line.Id})"))
            .Concat(telemetry.Told.Select(told => (told, "a span or a measurement"))))
        {
            Check(text, where);
            Xunit.Assert.False(Carried().IsMatch(text), $"{where} shows an address with what it carried: {text}");
        }

        foreach (var seen in browsers.SelectMany(browser => browser.Seen))
        {
            Check(AllowsHint ? Hint().Replace(seen, "") : seen, "an answer to the browser");
            Xunit.Assert.True(AllowsDetail || !Detail().IsMatch(seen), "a problem outside Development has a detail: " + seen);
        }
    }

    /// <summary>Nothing that is stored for other instances shows a secret either.</summary>
    public void Assert(IEnumerable<KeyValuePair<string, StoredBlob>> blobs)
    {
        foreach (var (name, blob) in blobs)
        {
            Check(Encoding.Latin1.GetString(blob.Content), "the stored blob " + name);
        }
    }

    private void Check(string text, string where)
    {
        var found = _values.FirstOrDefault(value => text.Contains(value, StringComparison.Ordinal)) ?? Issued().Match(text).Value;
        Xunit.Assert.True(found.Length == 0, $"{where} shows a secret: {found}");
    }

    /// <summary>What only the browser's addresses may carry: codes and what comes with them.</summary>
    [GeneratedRegex("(code-[A-Za-z0-9_-]{43})|[?&](code|state|nonce|code_challenge|logout_token|id_token|id_token_hint)=")]
    private static partial Regex Carried();

    [GeneratedRegex("(?<=\"logoutUrl\":\"[^\"]*)id_token_hint=[A-Za-z0-9._-]+")]
    private static partial Regex Hint();

    /// <summary>The member of a problem of this service that only Development has.</summary>
    [GeneratedRegex("\\{\"type\":\"urn:token-exchange:error:[^}]*\"detail\":")]
    private static partial Regex Detail();

    /// <summary>Tokens that the dev provider issues. Not in the middle of other Base64url text: the modulus of a key may hold these three letters too.</summary>
    [GeneratedRegex("(?<![A-Za-z0-9_-])(at|rt)-[A-Za-z0-9_-]{43}|eyJ[A-Za-z0-9_-]{20,}\\.")]
    private static partial Regex Issued();
}

namespace TokenExchange.Tests.Stand;

/// <summary>One cookie as a browser keeps it (RFC 6265bis section 5).</summary>
internal sealed record BrowserCookie(string Host, string Name, string Value, string SameSite, DateTimeOffset ExpiresAt)
{
    /// <summary>Reads a <c>Set-Cookie</c> line and refuses what a browser would refuse, and what our contract does not allow.</summary>
    public static BrowserCookie Parse(Uri from, string line, DateTimeOffset now)
    {
        var parts = line.Split(';', StringSplitOptions.TrimEntries);
        var (name, value) = Pair(parts[0]);
        var attributes = parts.Skip(1).Select(Pair).ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.OrdinalIgnoreCase);
        if (from.Host.StartsWith("app.", StringComparison.Ordinal))
        {
            Assert.StartsWith("__Host-te-", name, StringComparison.Ordinal);
            Assert.True(attributes.ContainsKey("Secure") && attributes.ContainsKey("HttpOnly"), line);
            Assert.Equal("/", attributes["Path"]);
            Assert.False(attributes.ContainsKey("Domain"), line);
            Assert.Contains(attributes["SameSite"], new[] { "Strict", "Lax", "None" });
            Assert.True(name.Length + value.Length <= 4096, $"{name} is too long for a browser: {name.Length + value.Length}");
        }

        var maxAge = attributes.TryGetValue("Max-Age", out var seconds) ? long.Parse(seconds, System.Globalization.CultureInfo.InvariantCulture) : 86_400;
        return new BrowserCookie(from.Host, name, value, attributes.GetValueOrDefault("SameSite", "Lax"), now.AddSeconds(maxAge));
    }

    private static (string Name, string Value) Pair(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (text, "") : (text[..equals], text[(equals + 1)..]);
    }
}

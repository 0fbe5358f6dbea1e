namespace TokenExchange.Operations.Doctor.After;

/// <summary>One <c>Set-Cookie</c> line as a browser reads it (RFC 6265 section 5.2).</summary>
internal sealed record CookieLine(string Name, string Value, IReadOnlyDictionary<string, string> Attributes)
{
    public static CookieLine Parse(string line)
    {
        var parts = line.Split(';').Select(Pair).ToList();
        var attributes = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in parts.Skip(1))
        {
            attributes[name] = value; // the last one applies
        }

        return new CookieLine(parts[0].Name, parts[0].Value, attributes);
    }

    /// <summary>The attributes that every cookie of the contract has; browsers reject a <c>__Host-</c> cookie without them.</summary>
    public bool IsHostBound =>
        Attributes.ContainsKey("Secure") && Attributes.ContainsKey("HttpOnly") && Attributes.GetValueOrDefault("Path") == "/"
        && !Attributes.ContainsKey("Domain");

    public override string ToString() => $"{nameof(CookieLine)} {{ *** }}";

    private static (string Name, string Value) Pair(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (text.Trim(), "") : (text[..equals].Trim(), text[(equals + 1)..].Trim());
    }
}

using System.Text.Json;
using TokenExchange.Emulators.Provider;

namespace TokenExchange.Tests.Http;

/// <summary>What an ID token says instead of what it should, as one line.</summary>
internal static class Twist
{
    public static TokenTwist Claim(string name, object? value) => Claims((name, value));

    public static TokenTwist Claims(params (string Name, object? Value)[] claims) =>
        new(Claims: claims.ToDictionary(claim => claim.Name, claim => JsonSerializer.SerializeToElement(claim.Value)));

    public static TokenTwist Header(string name, object? value) => new(Header: new() { [name] = JsonSerializer.SerializeToElement(value) });

    public static TokenTwist Omit(string name) => new(Omit: [name]);

    public static TokenTwist Alg(string name) => new(Alg: name);

    /// <summary>A claim whose JSON is written out, for numbers that no serializer writes.</summary>
    public static TokenTwist Raw(string name, string json)
    {
        using var document = JsonDocument.Parse(json);
        return new TokenTwist(Claims: new() { [name] = document.RootElement.Clone() });
    }
}

using FsCheck;
using FsCheck.Fluent;

namespace TokenExchange.Tests.Pure;

/// <summary>Random input for properties, made of the pieces that attacks are made of.</summary>
internal static class RandomInput
{
    private static readonly string[] Pieces =
    [
        "/", "/", "//", "\\", ".", "..", "a", "B7", "orders", "?", "#", "@", ":", ";", "&", "=", "+", "~", "%2f", "%2F", "%5c", "%2e", "%2E%2e", "%252e", "%25",
        "%", "%0d%0a", "%00", "%09", "\t", "\n", "\0", " ", "%20", "é", "%c3%a9", "。", "%ef%bc%8f", "%c0%af", "evil.example", "https:", "javascript:", "*", "'", "\"", "<", "[", "]", "|", "{", "}", "^", "`",
    ];

    /// <summary>A text that begins like a path and goes on with anything.</summary>
    public static Arbitrary<string> Paths { get; } =
        Gen.Elements(Pieces).ArrayOf().Select(pieces => "/" + string.Concat(pieces)).ToArbitrary();

    /// <summary>Bytes of any length up to a few hundred.</summary>
    public static Arbitrary<byte[]> Bytes { get; } = Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf().ToArbitrary();

    /// <summary>Holds the property against many values; the failing one is in the message.</summary>
    public static void Hold<T>(Arbitrary<T> values, Func<T, bool> property, int tests = 1000) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(tests), Prop.ForAll(values, property));
}

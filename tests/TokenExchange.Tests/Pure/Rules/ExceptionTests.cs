using System.Text.RegularExpressions;

namespace TokenExchange.Tests.Pure;

/// <summary>Two ways to say no: a value for what callers expect, <c>OutageException</c> for an outage (docs/architecture.md, "Refusals and outages").</summary>
public sealed partial class ExceptionTests
{
    /// <summary>An outage, a bug, and settings that are not valid.</summary>
    private static readonly string[] Allowed = ["OutageException", "InvalidOperationException", "ConfigurationException"];

    /// <summary>Overridden members of a framework that expects an exception of its own types.</summary>
    private static readonly (string Path, string Type)[] Overrides =
    [
        ("src/TokenExchange/Proxy/RequestRelay.cs", "IOException"), // HttpContent: ends the upload
        ("src/TokenExchange/Proxy/UpstreamConnection.cs", "NotSupportedException"), // Stream: cannot seek
        ("src/TokenExchange/Secrets/VaultKeys.cs", "RequestFailedException"), // IVersionSource: as the client of the secrets
        ("src/TokenExchange/SharedState/StorageCredential.cs", "NotSupportedException"), // TokenCredential: the synchronous call
    ];

    [Fact]
    public void Only_outages_bugs_and_invalid_settings_are_exceptions() => Assert.Equal(
        Overrides.Order(),
        Repository.Sources("src/TokenExchange")
            .SelectMany(source => Created().Matches(source.Text).Select(match => (source.Path, Type: match.Groups["type"].Value)))
            .Where(created => !Allowed.Contains(created.Type))
            .Distinct()
            .Order());

    [Theory]
    [InlineData("throw new IOException(text);", "IOException")]
    [InlineData("x => new TimeoutException()", "TimeoutException")]
    [InlineData("    private static IOException Invalid(string reason) => new(reason);", "IOException")]
    public void The_rule_sees_an_exception_that_is_created(string code, string type) => Assert.Equal(type, Created().Match(code).Groups["type"].Value);

    [Theory]
    [InlineData("catch (IOException cause)")]
    [InlineData("/// <exception cref=\"IOException\">")]
    public void The_rule_ignores_what_is_only_caught_or_named(string code) => Assert.DoesNotMatch(Created(), code);

    /// <summary>An expression that creates an exception, or a method that returns one.</summary>
    [GeneratedRegex(@"\bnew (?<type>\w*Exception)\b|^\s*(?:(?:public|internal|private|static) )+(?<type>\w*Exception) \w+\(", RegexOptions.Multiline)]
    private static partial Regex Created();
}

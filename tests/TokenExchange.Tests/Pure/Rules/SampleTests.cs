using System.Text.RegularExpressions;

namespace TokenExchange.Tests.Pure;

/// <summary>The code that pages show is a file of <c>samples/</c>, which is built and started by tests.</summary>
[Trait("Docs", "Generated")]
public sealed partial class SampleTests
{
    [Fact]
    public void The_page_on_own_APIs_shows_the_samples_as_they_are() => GeneratedPart.CheckFile(
        "docs/own-api.md",
        page => Block().Replace(page, block => $"{block.Groups["head"].Value}{Repository.Read(block.Groups["file"].Value).ReplaceLineEndings("\n").TrimStart('\uFEFF')}```"));

    [GeneratedRegex("(?<head><!-- sample: (?<file>\\S+) -->\n```\\w+\n)(?<code>.*?)```", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Block();
}

using Microsoft.Extensions.Configuration;
using TokenExchange.LocalHost.Hosting;

namespace TokenExchange.Tests.Pure;

/// <summary>Every block of settings in a page starts the service, and every command that starts the local host is one that it takes.</summary>
public sealed class DocumentedSettingsTests
{
    public static TheoryData<string, string> Blocks { get; } = new(DocumentedBlocks.All.Where(block => DocumentedBlocks.Settings(block.Text).Count > 0)
        .Select(block => (block.Place, block.Text)));

    public static TheoryData<string, string> Commands { get; } = new(DocumentedBlocks.All.Select(block => (block.Place, block.Text)).Concat(DocumentedBlocks.Sentences)
        .SelectMany(block => DocumentedBlocks.LocalHostArguments(block.Text).Select(arguments => (block.Place, string.Join(' ', arguments)))).Distinct());

    [Theory]
    [MemberData(nameof(Blocks))]
    public void A_block_of_settings_is_valid(string place, string block)
    {
        var settings = DocumentedBlocks.Settings(block);
        var isLocal = block.Contains("--TokenExchange:", StringComparison.Ordinal);

        // A block that chooses a kind of credential has to be complete for that kind.
        IReadOnlyList<(string Key, string? Value)> own = settings.Any(setting => setting.Key == "Provider:Credential:Kind") ? [("Provider:Credential:SecretName", null), .. settings] : settings;

        var problems = ProblemsOf(isLocal, [.. own]);

        Assert.True(problems.Count == 0, $"{place}: {string.Join(' ', problems)}");
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_command_that_starts_the_local_host_is_valid(string place, string arguments)
    {
        var parsed = Arguments.Parse(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.True(parsed.Problems.Count == 0, $"{place}: {string.Join(' ', parsed.Problems)}");
        LocalHostOptions.Read(parsed, new ConfigurationBuilder().AddCommandLine([.. parsed.Known]).Build());
    }

    [Fact]
    public void A_block_without_a_language_has_settings()
    {
        const string subject = "repo:<owner>/<repository>:environment:<azd environment>"; // of a federated credential, in docs/deployment.md

        Assert.Equal([], DocumentedBlocks.All.Where(block => block.Language.Length == 0 && block.Text.Trim() != subject && DocumentedBlocks.Settings(block.Text).Count == 0).Select(block => block.Place));
    }

    [Fact]
    public void Blocks_and_commands_are_found()
    {
        Assert.InRange(Blocks.Count, 10, 1000);
        Assert.InRange(Commands.Count, 4, 1000);
    }

    /// <summary>The page on providers names what the local host sends.</summary>
    [Fact]
    public void The_local_redirect_URI_is_the_one_of_the_defaults()
    {
        var arguments = Arguments.Parse();
        var options = LocalHostOptions.Read(arguments, new ConfigurationBuilder().Build());
        var defaults = GatewayDefaults.For(options, options.GatewayAddress(options.GatewayPort), Addresses.Elsewhere(options), new ConfigurationBuilder().Build());

        Assert.Contains(
            $"`{defaults["TokenExchange:PublicOrigin"]}{defaults["TokenExchange:Login:CallbackPath"]}`",
            Repository.Read("docs/providers/README.md"), StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> ProblemsOf(bool isDevelopment, params (string Key, string? Value)[] settings)
    {
        try
        {
            PaperSettings.Read(isDevelopment, settings);
            return [];
        }
        catch (ConfigurationException wrong)
        {
            return wrong.Problems;
        }
    }
}

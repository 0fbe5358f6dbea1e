using System.CommandLine;
using TokenExchange.Operations;

namespace TokenExchange.Tests.Pure;

/// <summary>Every command of the operator's tool in a page is one that the tool takes. What runs the other commands: <c>eng/checks/commands.mjs</c>.</summary>
public sealed class DocumentedCommandTests
{
    private static readonly RootCommand Tool = [.. OperatorTool.Verbs()];

    public static TheoryData<string, string> Commands { get; } = new(DocumentedBlocks.All.Select(block => (block.Place, block.Text)).Concat(DocumentedBlocks.Sentences)
        .SelectMany(block => DocumentedBlocks.ToolArguments(block.Text).Select(arguments => (block.Place, arguments))).Distinct());

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_command_of_the_operator_s_tool_is_valid(string place, string arguments)
    {
        var parsed = Tool.Parse(arguments);

        Assert.True(parsed.Errors.Count == 0, $"{place}: {string.Join(' ', parsed.Errors.Select(error => error.Message))}");
    }

    [Fact]
    public void A_wrong_one_is_not() => Assert.NotEmpty(Tool.Parse("drill --user 5").Errors);

    [Fact]
    public void Commands_are_found() => Assert.InRange(Commands.Count, 20, 1000);
}

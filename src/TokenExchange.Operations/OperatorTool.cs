using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using TokenExchange.Operations.Doctor;

namespace TokenExchange.Operations;

/// <summary>The command line of the operator's tool: its verbs, and its response to invalid arguments.</summary>
internal static class OperatorTool
{
    /// <summary>An argument that begins with @ is an ordinary value, not the name of a response file.</summary>
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    public static async Task<int> RunAsync(IReadOnlyList<string> args, IEnumerable<Command> verbs, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        var tool = new RootCommand("Tool for operators of Token Exchange.");
        foreach (var verb in verbs)
        {
            tool.Add(verb);
        }

        var parsed = tool.Parse(args, Parsing);
        if (parsed.Action is not ParseErrorAction)
        {
            return await parsed.InvokeAsync(Writing(output, errors), cancellationToken);
        }

        var isJson = args.Contains("--json");
        if (!isJson)
        {
            await tool.Parse([.. Path(parsed.CommandResult), "--help"], Parsing).InvokeAsync(Writing(errors, errors), cancellationToken);
        }

        return await Report.RefuseAsync(string.Join(Environment.NewLine, parsed.Errors.Select(error => error.Message)), isJson, output, errors);
    }

    private static InvocationConfiguration Writing(TextWriter output, TextWriter errors) =>
        new() { Output = output, Error = errors, EnableDefaultExceptionHandler = false };

    /// <summary>The verb that the arguments were meant for, as it is written after the tool's name.</summary>
    private static IEnumerable<string> Path(CommandResult command) =>
        command.Parent is CommandResult parent ? [.. Path(parent), command.Command.Name] : [];
}

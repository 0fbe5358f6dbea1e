using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using TokenExchange.Operations.Doctor;
using TokenExchange.Operations.Drill;
using TokenExchange.Operations.Hooks;
using TokenExchange.Operations.Incidents;
using TokenExchange.Operations.Inventory;
using TokenExchange.Operations.Rotations;
using TokenExchange.Rotations;

namespace TokenExchange.Operations;

/// <summary>The command line of the operator's tool: its verbs, and its response to invalid arguments.</summary>
internal static class OperatorTool
{
    /// <summary>An argument that begins with @ is an ordinary value, not the name of a response file.</summary>
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    /// <summary>The verbs as they act on this machine and on what it can reach.</summary>
    public static IReadOnlyList<Command> Verbs() =>
    [
        DoctorCommand.Create(Surroundings.Machine),
        InventoryCommand.Create(Surroundings.Machine),
        RotateCommand.Create(Surroundings.Machine, () => RotationAccess.Machine),
        IncidentCommand.Create(Surroundings.Machine, () => RotationAccess.Machine),
        DrillCommand.Create(),
        HooksCommand.Create(HookSurroundings.Machine),
    ];

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

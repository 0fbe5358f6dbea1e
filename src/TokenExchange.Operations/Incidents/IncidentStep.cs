namespace TokenExchange.Operations.Incidents;

/// <summary>One step of a runbook. In its texts, <c>{secret}</c> stands for the name of the secret.</summary>
/// <param name="Title">What is done, as an instruction.</param>
/// <param name="See">What the operator sees when it has succeeded.</param>
/// <param name="Verify">How to check it.</param>
internal sealed record IncidentStep(string Title, string See, string Verify)
{
    /// <summary>Commands that the operator runs, or may run.</summary>
    public IReadOnlyList<string> Commands { get; init; } = [];

    /// <summary>The role that the operator needs; null when the step needs none.</summary>
    public string? Role { get; init; }

    /// <summary>What the command does; null for a step that a person does. Every action may be repeated.</summary>
    public Func<IncidentScene, CancellationToken, Task<StepResult>>? Act { get; init; }

    public bool IsOfPerson => Act is null;
}

/// <summary>The result of a step that the command carried out, and one sentence about it.</summary>
internal sealed record StepResult(StepEnd End, string Text)
{
    public static StepResult Done(string text) => new(StepEnd.Done, text);

    public static StepResult Waiting(string text) => new(StepEnd.Waiting, text);

    public static StepResult Person(string text) => new(StepEnd.Person, text);

    public static StepResult Failed(string text) => new(StepEnd.Failed, text);
}

/// <summary>How a step ended.</summary>
internal enum StepEnd
{
    /// <summary>The next step can begin.</summary>
    Done,

    /// <summary>The same step continues later.</summary>
    Waiting,

    /// <summary>A person has to act or decide before the next step.</summary>
    Person,

    /// <summary>The step failed; nothing after it was done.</summary>
    Failed,
}

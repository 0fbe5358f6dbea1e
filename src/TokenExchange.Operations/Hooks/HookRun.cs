namespace TokenExchange.Operations.Hooks;

/// <summary>One run of a hook: its name and mode, the values it needs, and its output.</summary>
internal sealed class HookRun(string name, bool isDry, HookSurroundings surroundings, TextWriter output, TextWriter errors)
{
    public HookSurroundings Surroundings { get; } = surroundings;

    /// <summary>Whether nothing may be changed.</summary>
    public bool IsDry { get; } = isDry;

    public Task SayAsync(string text) => output.WriteLineAsync($"{name}: {text}");

    /// <summary>A line without the hook's name, to be copied.</summary>
    public Task PrintAsync(string text) => output.WriteLineAsync(text);

    public Task ComplainAsync(string text) => errors.WriteLineAsync($"{name}: {text}");

    /// <summary>azd passes the values of its environment to a hook as variables; a hook that is started manually asks azd.</summary>
    public async Task<string> ValueAsync(string variable, CancellationToken cancellationToken) =>
        Surroundings.Variable(variable) ?? await Surroundings.AzdValue(variable, cancellationToken) ?? "";

    /// <exception cref="HookException">The value is not set.</exception>
    public async Task<string> RequiredAsync(string variable, CancellationToken cancellationToken) =>
        await ValueAsync(variable, cancellationToken) is { Length: > 0 } value
            ? value
            : throw new HookException($"{variable} is not set; run 'azd provision' first, or select the environment with 'azd env select'.");
}

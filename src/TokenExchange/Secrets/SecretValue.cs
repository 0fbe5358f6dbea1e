namespace TokenExchange.Secrets;

/// <summary>The text of a secret, which only says itself when asked by name; a log, a debugger or a message sees <c>***</c>.</summary>
[System.Diagnostics.DebuggerDisplay("***")]
internal sealed class SecretValue
{
    [System.Diagnostics.DebuggerBrowsable(System.Diagnostics.DebuggerBrowsableState.Never)]
    private readonly string _text;

    private SecretValue(string text) => _text = text;

    /// <summary>Wraps the text; null when there is none.</summary>
    public static SecretValue? TryParse(string? text) => string.IsNullOrEmpty(text) ? null : new SecretValue(text);

    /// <summary>The text itself, for the one place that sends or uses it.</summary>
    public string Reveal() => _text;

    public override string ToString() => "***";
}

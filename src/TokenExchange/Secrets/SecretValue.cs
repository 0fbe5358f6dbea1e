namespace TokenExchange.Secrets;

/// <summary>The text of a secret, which only says itself when asked by name; a log, a debugger or a message sees <c>***</c>.</summary>
[System.Diagnostics.DebuggerDisplay("***")]
internal sealed class SecretValue
{
    private const char ByteOrderMark = '\uFEFF';

    [System.Diagnostics.DebuggerBrowsable(System.Diagnostics.DebuggerBrowsableState.Never)]
    private readonly string _text;

    private SecretValue(string text, bool wasTrimmed) => (_text, WasTrimmed) = (text, wasTrimmed);

    /// <summary>Whether white space or a byte order mark was removed: a file of an editor ends with a line break, and may begin with the mark.</summary>
    public bool WasTrimmed { get; }

    /// <summary>The value of one version, without surrounding white space and byte order marks. May be empty.</summary>
    public static SecretValue Read(string? text)
    {
        var whole = text ?? "";
        var (start, end) = (0, whole.Length);
        while (start < end && IsSurrounding(whole[start]))
        {
            start++;
        }

        while (end > start && IsSurrounding(whole[end - 1]))
        {
            end--;
        }

        return new SecretValue(whole[start..end], end - start < whole.Length);
    }

    /// <summary>The text itself, for the one place that sends or uses it.</summary>
    public string Reveal() => _text;

    public override string ToString() => "***";

    private static bool IsSurrounding(char character) => char.IsWhiteSpace(character) || character == ByteOrderMark;
}

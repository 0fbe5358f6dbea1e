namespace TokenExchange.Secrets;

/// <summary>The text of a secret. <see cref="ToString"/> returns <c>***</c>, so that logs, debuggers and messages never show it.</summary>
[System.Diagnostics.DebuggerDisplay("***")]
internal sealed class SecretValue
{
    private const char ByteOrderMark = '\uFEFF';

    [System.Diagnostics.DebuggerBrowsable(System.Diagnostics.DebuggerBrowsableState.Never)]
    private readonly string _text;

    private SecretValue(string text, bool wasTrimmed) => (_text, WasTrimmed) = (text, wasTrimmed);

    /// <summary>Whether white space or a byte order mark was removed: a text file usually ends with a line break, and may begin with a byte order mark.</summary>
    public bool WasTrimmed { get; }

    /// <summary>The value of one version, without surrounding white space and byte order marks; may be empty.</summary>
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

    /// <summary>The text itself, for the code that sends or uses it.</summary>
    public string Reveal() => _text;

    public override string ToString() => "***";

    private static bool IsSurrounding(char character) => char.IsWhiteSpace(character) || character == ByteOrderMark;
}

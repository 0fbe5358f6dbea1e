namespace TokenExchange.EndToEnd.Browser.Engines;

/// <summary>Input as WebDriver and WebDriver BiDi write it: the same actions in both.</summary>
internal static class Keys
{
    /// <summary>The code points of WebDriver, section 17.4.2.</summary>
    private static readonly Dictionary<Key, string> Values = new() { [Key.Tab] = "\uE004", [Key.Enter] = "\uE006", [Key.Space] = " " };

    public static object[] Press(Key key) =>
    [
        new { type = "key", id = "keyboard", actions = new[] { new { type = "keyDown", value = Values[key] }, new { type = "keyUp", value = Values[key] } } },
    ];
}

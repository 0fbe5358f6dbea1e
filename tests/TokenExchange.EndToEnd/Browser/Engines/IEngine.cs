namespace TokenExchange.EndToEnd.Browser.Engines;

/// <summary>A browser engine with a profile of the test's own.</summary>
public interface IEngine : IAsyncDisposable
{
    /// <summary>Whether the engine keeps <c>Secure</c> cookies of http://localhost. If not, pages are served over https.</summary>
    bool KeepsCookiesOverHttp { get; }

    /// <summary>Whether the engine's driver still answers after it went back to a page of another site.</summary>
    bool TraversesSites { get; }

    /// <summary>Opens a tab in the same profile.</summary>
    Task<ITab> NewTabAsync();

    /// <summary>Waits for a tab or a window that a page has opened, and that was not asked for yet.</summary>
    Task<ITab> OpenedTabAsync();

    /// <summary>Waits until there are so many tabs.</summary>
    Task HasTabsAsync(int count);
}

/// <summary>A tab. What a person does is done as input, not as script, so that the page sees a user's click.</summary>
public interface ITab
{
    /// <summary>Goes to an address, and waits until the page is loaded.</summary>
    Task GoToAsync(string address);

    Task ReloadAsync();

    /// <summary>Goes back or forward in the tab's history: -1 is back, 1 is forward.</summary>
    Task TraverseAsync(int delta);

    /// <summary>Clicks the first element of an XPath with the mouse.</summary>
    Task ClickAsync(string path);

    /// <summary>Presses and releases a key.</summary>
    Task PressAsync(Key key);

    /// <summary>Runs an expression in the page, waits if it is a promise, and gives its result as text.</summary>
    /// <exception cref="EngineException">It failed, or the page is being replaced.</exception>
    Task<string> EvaluateAsync(string expression);

    /// <summary>The cookies that the engine would send to the address of the page, in the order of their names.</summary>
    Task<IReadOnlyList<HeldCookie>> CookiesAsync();

    /// <summary>
    /// Warnings and errors in the console of the tab since it was opened, with the addresses that they came from, as far as the engine's protocol tells them:
    /// that of WebKit tells none.
    /// </summary>
    Task<IReadOnlyList<string>> ComplaintsAsync();

    /// <summary>A picture of the page, as PNG.</summary>
    Task<byte[]> ScreenshotAsync();

    Task CloseAsync();
}

/// <summary>A key of the keyboard.</summary>
public enum Key
{
    Tab,
    Enter,
    Space,
}

/// <summary>A cookie as the engine holds it. A domain without a leading dot is a host's alone; <c>Expires</c> is in seconds since 1970, and 0 for a
/// cookie that ends with the browser; <c>SameSite</c> is in lower case.</summary>
public sealed record HeldCookie(string Name, string Domain, string Path, double Expires, int Size, bool HttpOnly, bool Secure, string SameSite);

/// <summary>What the engine answered instead of a result.</summary>
public sealed class EngineException(string message) : Exception(message);

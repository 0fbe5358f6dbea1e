namespace TokenExchange.EndToEnd.Browser.Engines;

/// <summary>A browser engine with one tab. What a person does is done as input, not as script, so that the page sees a user's click.</summary>
internal interface IEngine : IAsyncDisposable
{
    /// <summary>Goes to an address, and waits until the page is loaded.</summary>
    Task GoToAsync(string address);

    Task ReloadAsync();

    /// <summary>Clicks the first element of an XPath with the mouse.</summary>
    Task ClickAsync(string path);

    /// <summary>Runs an expression in the page, waits if it is a promise, and gives its result as text.</summary>
    /// <exception cref="EngineException">It failed, or the page is being replaced.</exception>
    Task<string> EvaluateAsync(string expression);
}

/// <summary>What the engine answered instead of a result.</summary>
internal sealed class EngineException(string message) : Exception(message);

using System.Runtime.CompilerServices;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Browser.Engines;

/// <summary>A test in Firefox; skipped where there is none. The starter page needs Node.js to be put together.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FirefoxFactAttribute : FactAttribute
{
    public FirefoxFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) =>
        (Skip, Timeout) = (Requirements.FirefoxMissing ?? Requirements.NodeMissing, Requirements.LongestTest);
}

/// <summary>A test in WebKit; skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class WebKitFactAttribute : FactAttribute
{
    public WebKitFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) =>
        (Skip, Timeout) = (Requirements.WebKitMissing ?? Requirements.NodeMissing, Requirements.LongestTest);
}

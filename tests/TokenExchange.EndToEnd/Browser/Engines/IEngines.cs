using System.Runtime.CompilerServices;
using TokenExchange.EndToEnd.Stand;

namespace TokenExchange.EndToEnd.Browser.Engines;

/// <summary>Where tests get an engine: each class of tests that is alike in all engines is run once with each.</summary>
public interface IEngines
{
    /// <summary>An engine with a new profile. Skips the test where the engine is not installed.</summary>
    Task<IEngine> StartEngineAsync();
}

/// <summary>WebKit, started anew for each test.</summary>
public sealed class WebKits : IEngines
{
    public async Task<IEngine> StartEngineAsync()
    {
        Assert.SkipWhen(Requirements.WebKitMissing is not null, Requirements.WebKitMissing ?? "");
        return await WebKit.StartAsync();
    }
}

/// <summary>The tests in WebKit, which run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class InWebKit : ICollectionFixture<WebKits>
{
    public const string Name = "in WebKit";
}

/// <summary>A test that is alike in all engines.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class EngineFactAttribute : FactAttribute
{
    public EngineFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) => Timeout = Requirements.LongestTest;
}

/// <summary>A test with several rows that is alike in all engines.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class EngineTheoryAttribute : TheoryAttribute
{
    public EngineTheoryAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) => Timeout = Requirements.LongestTest;
}

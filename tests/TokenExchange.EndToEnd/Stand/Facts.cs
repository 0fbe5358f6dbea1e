using System.Runtime.CompilerServices;

namespace TokenExchange.EndToEnd.Stand;

/// <summary>A test in a real browser with the accessibility checker from npm.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AccessibilityTheoryAttribute : TheoryAttribute
{
    public AccessibilityTheoryAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) =>
        (Skip, Timeout) = (Requirements.BrowserMissing ?? Requirements.PackagesMissing, Requirements.LongestTest);
}

/// <summary>A test of the starter page with the accessibility checker.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class StarterAccessibilityTheoryAttribute : TheoryAttribute
{
    public StarterAccessibilityTheoryAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) =>
        (Skip, Timeout) = (Requirements.BrowserMissing ?? Requirements.NodeMissing ?? Requirements.PackagesMissing, Requirements.LongestTest);
}

/// <summary>A test against oidc-provider.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ProviderFactAttribute : FactAttribute
{
    public ProviderFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) =>
        (Skip, Timeout) = (Requirements.ProviderMissing, Requirements.LongestTest);
}

/// <summary>A test against oidc-provider with several rows.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ProviderTheoryAttribute : TheoryAttribute
{
    public ProviderTheoryAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) =>
        (Skip, Timeout) = (Requirements.ProviderMissing, Requirements.LongestTest);
}

/// <summary>A test in which a process is sent a signal; skipped where there are none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SignalFactAttribute : FactAttribute
{
    public SignalFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) =>
        (Skip, Timeout) = (OperatingSystem.IsWindows() ? "Windows has no signals" : null, Requirements.LongestTest);
}

/// <summary>A test in which a process trusts a certificate of the test's own.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TrustFactAttribute : FactAttribute
{
    public TrustFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) =>
        (Skip, Timeout) = (Requirements.TrustMissing, Requirements.LongestTest);
}

/// <summary>A test of the published functions under the genuine worker.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FunctionsFactAttribute : FactAttribute
{
    public FunctionsFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) =>
        (Skip, Timeout) = (Requirements.FunctionsMissing, Requirements.LongestTest);
}

/// <summary>A test of the published functions with several rows.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FunctionsTheoryAttribute : TheoryAttribute
{
    public FunctionsTheoryAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) =>
        (Skip, Timeout) = (Requirements.FunctionsMissing, Requirements.LongestTest);
}

/// <summary>A test on Azurite.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AzuriteFactAttribute : FactAttribute
{
    public AzuriteFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) =>
        (Skip, Timeout) = (Requirements.AzuriteMissing, Requirements.LongestTest);
}

namespace TokenExchange.EndToEnd.Stand;

/// <summary>A test in a real browser; skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Requirements.BrowserMissing;
}

/// <summary>A test in a real browser with several rows; skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => Skip = Requirements.BrowserMissing;
}

/// <summary>A test in a real browser with the accessibility checker from npm.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AccessibilityTheoryAttribute : TheoryAttribute
{
    public AccessibilityTheoryAttribute() => Skip = Requirements.BrowserMissing ?? Requirements.PackagesMissing;
}

/// <summary>A test against oidc-provider.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ProviderFactAttribute : FactAttribute
{
    public ProviderFactAttribute() => Skip = Requirements.ProviderMissing;
}

/// <summary>A test against oidc-provider with several rows.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ProviderTheoryAttribute : TheoryAttribute
{
    public ProviderTheoryAttribute() => Skip = Requirements.ProviderMissing;
}

/// <summary>A test in a real browser against oidc-provider.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserAndProviderFactAttribute : FactAttribute
{
    public BrowserAndProviderFactAttribute() => Skip = Requirements.BrowserMissing ?? Requirements.ProviderMissing;
}

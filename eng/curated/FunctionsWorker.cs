// Stand-ins for the few Functions worker types that the adapter names, for package feeds without the worker (docs/curated-feed.md).
// A test compares them with the genuine surface. Never published: PackageSet.targets refuses.
#pragma warning disable CA1019, IDE0060
namespace Microsoft.Azure.Functions.Worker;

/// <summary>Who may call a function; the genuine values.</summary>
public enum AuthorizationLevel
{
    /// <summary>Anybody.</summary>
    Anonymous = 0,

    /// <summary>A user.</summary>
    User = 1,

    /// <summary>Who holds the function's key.</summary>
    Function = 2,

    /// <summary>The system.</summary>
    System = 3,

    /// <summary>Who holds the master key.</summary>
    Admin = 4,
}

/// <summary>Names a function.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FunctionAttribute(string name) : Attribute
{
    /// <summary>The name.</summary>
    public string Name { get; } = name;
}

/// <summary>Binds a parameter to an HTTP request.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class HttpTriggerAttribute(AuthorizationLevel authLevel, params string[] methods) : Attribute
{
    /// <summary>Who may call.</summary>
    public AuthorizationLevel AuthLevel { get; } = authLevel;

    /// <summary>Methods; none means all.</summary>
    public string[]? Methods { get; } = methods;

    /// <summary>Address below the route prefix.</summary>
    public string? Route { get; set; }
}

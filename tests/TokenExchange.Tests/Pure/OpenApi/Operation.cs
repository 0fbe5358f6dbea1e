using TokenExchange.Failures;

namespace TokenExchange.Tests.Pure;

/// <summary>What the document says of one method of one address besides what the route table knows.</summary>
/// <param name="Call">Method and address, for example <c>POST auth/login</c>.</param>
/// <param name="Summary">What it does.</param>
/// <param name="Status">The status of a success.</param>
/// <param name="Success">What a success means.</param>
internal sealed record Operation(string Call, string Summary, int Status, string Success)
{
    /// <summary>The schema of the request's body, and its media type.</summary>
    public (string MediaType, string Schema)? Request { get; init; }

    /// <summary>The schema of the body of a success, and its media type.</summary>
    public (string MediaType, string Schema)? Response { get; init; }

    /// <summary>Names of query parameters.</summary>
    public IReadOnlyList<string> Query { get; init; } = [];

    /// <summary>A status besides, with the same body, which is no problem.</summary>
    public (int Status, string Meaning)? Also { get; init; }

    /// <summary>The errors of its own; those of every address and of the gate follow from the route table.</summary>
    public IReadOnlyList<Failure> Errors { get; init; } = [];

    /// <summary>Whether a window is sent to the error page (303) instead of getting the problem.</summary>
    public bool IsNavigation { get; init; }

    /// <summary>Whether it needs the key of the function.</summary>
    public bool NeedsFunctionKey { get; init; }

    public string Method => Call.Split(' ')[0];

    public string Address => Call.Split(' ')[1];

    /// <summary>A name for generators of code.</summary>
    public string Id => char.ToLowerInvariant(Method[0]) + Method[1..].ToLowerInvariant()
        + string.Concat(Address.Split('/', '-').Where(part => !part.StartsWith('{')).Select(part => char.ToUpperInvariant(part[0]) + part[1..]));
}

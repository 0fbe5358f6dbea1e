namespace TokenExchange.Failures;

/// <summary>What a page should do about a refusal; written as <c>action</c> in the problem body.</summary>
internal enum FailureAction
{
    /// <summary>Nothing that the page could do helps.</summary>
    None,

    /// <summary>Begin a login.</summary>
    Login,

    /// <summary>Try again after <c>Retry-After</c>.</summary>
    Retry,

    /// <summary>Begin a login that asks for a stronger or fresher authentication.</summary>
    StepUp,
}

/// <summary>One refusal: what the client is told, and, for the log alone, why.</summary>
internal sealed record Failure(string Code, int Status, FailureAction Action, string Title)
{
    /// <summary>How long a client should wait before it tries again; sent as <c>Retry-After</c> (RFC 9110 section 10.2.3).</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Which methods a resource takes; sent as <c>Allow</c> (RFC 9110 section 10.2.1).</summary>
    public string? Allow { get; init; }

    /// <summary>Whether nothing more is read from the connection: nobody knows where this request ended. Sent as <c>Connection: close</c> (RFC 9112 section 9.6).</summary>
    public bool EndsConnection { get; init; }

    /// <summary>The reason in our own words, for the log only. Never text from a user, a token or the provider.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The same refusal with a reason for the log.</summary>
    public Failure WithReason(string reason) => this with { Reason = reason };
}

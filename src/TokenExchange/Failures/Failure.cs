namespace TokenExchange.Failures;

/// <summary>What the page should do about an error; written as <c>action</c> in the problem body.</summary>
internal enum FailureAction
{
    /// <summary>The page can do nothing about it.</summary>
    None,

    /// <summary>Start a login.</summary>
    Login,

    /// <summary>Try again after <c>Retry-After</c>.</summary>
    Retry,

    /// <summary>Start a login that requests a stronger or more recent authentication.</summary>
    StepUp,
}

/// <summary>One error: what the client sees and, for the log, the reason and what decides it.</summary>
/// <param name="Code">The code of the contract.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Action">What the page should do.</param>
/// <param name="Title">What happened, the same for each error of the code and status.</param>
/// <param name="Advice">What decides it: settings by name (<see cref="Failures.Advice"/>).</param>
internal sealed record Failure(string Code, int Status, FailureAction Action, string Title, string Advice)
{
    /// <summary>How long the client should wait before it retries; sent as <c>Retry-After</c> (RFC 9110 section 10.2.3).</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The methods that a resource allows; sent as <c>Allow</c> (RFC 9110 section 10.2.1).</summary>
    public string? Allow { get; init; }

    /// <summary>Whether the connection is closed, because the end of this request is not known. Sent as <c>Connection: close</c> (RFC 9112 section 9.6).</summary>
    public bool EndsConnection { get; init; }

    /// <summary>What the login of a step-up has to request; null: not known.</summary>
    public StepUp? StepUp { get; init; }

    /// <summary>What was found and what was expected. Never contains text from a user or a token, nor a secret, and of the provider only the issuer in its discovery document.</summary>
    public string Reason { get; private init; } = "";

    /// <summary>The reason and what decides: for the log, and in Development for the answer.</summary>
    public string Detail { get; private init; } = Advice;

    /// <summary>The same error with a reason.</summary>
    public Failure WithReason(string reason) => this with { Reason = reason, Detail = $"{reason} {Advice}" };
}

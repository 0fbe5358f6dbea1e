using System.Text.Json.Serialization;
using TokenExchange.Failures;
using TokenExchange.Sessions;

namespace TokenExchange.Login;

/// <summary>What came of a transaction: every request that completes it is given the same.</summary>
internal abstract record LoginResult
{
    private LoginResult()
    {
    }

    /// <summary>A session was begun.</summary>
    public sealed record SignedIn(Session Session, RefreshGrant? Grant) : LoginResult;

    /// <summary>The login was refused; the transaction is used up.</summary>
    public sealed record Refused(Failure Failure) : LoginResult;

    /// <summary>The provider did not answer before the code was used; the page may try again.</summary>
    public sealed record Unavailable(Failure Failure) : LoginResult;
}

/// <summary>The stored form of a <see cref="LoginResult"/>: of a session, or of a refusal.</summary>
internal sealed record StoredLoginResult
{
    [JsonPropertyName("s")]
    public Session? Session { get; init; }

    [JsonPropertyName("g")]
    public RefreshGrant? Grant { get; init; }

    [JsonPropertyName("c")]
    public string? Code { get; init; }

    [JsonPropertyName("t")]
    public int Status { get; init; }

    [JsonPropertyName("a")]
    public FailureAction Action { get; init; }

    public static StoredLoginResult Of(LoginResult result) => result switch
    {
        LoginResult.SignedIn signedIn => new() { Session = signedIn.Session, Grant = signedIn.Grant },
        LoginResult.Refused { Failure: var failure } => new() { Code = failure.Code, Status = failure.Status, Action = failure.Action },
        _ => throw new InvalidOperationException("Only a result that uses up the transaction is stored."),
    };

    public LoginResult ToResult() => Session is { } session
        ? new LoginResult.SignedIn(session, Grant)
        : new LoginResult.Refused(Catalogue.Find(Code!, Status).WithReason("The same as the answer to the first request of this login.") with { Action = Action });

    public override string ToString() => $"{nameof(StoredLoginResult)} {{ *** }}";
}

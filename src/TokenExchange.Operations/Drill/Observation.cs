namespace TokenExchange.Operations.Drill;

/// <summary>One request of a user, as the user saw it.</summary>
/// <param name="At">When it was sent, since the start of the drill.</param>
/// <param name="Operation">What the user did: <c>login</c>, <c>exchange</c>, <c>refresh</c>, <c>session</c>, <c>echo</c>, <c>partner</c> or <c>logout</c>.</param>
/// <param name="Status">The status; 0: the connection ended without a response.</param>
/// <param name="Code">The error code in <c>TE-Error</c>; null: none.</param>
/// <param name="HasRetryAfter">Whether the response says when to try again.</param>
/// <param name="Duration">From sending to the end of the response.</param>
internal sealed record Observation(TimeSpan At, string Operation, int Status, string? Code, bool HasRetryAfter, TimeSpan Duration)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>What came back, in a few words.</summary>
    public string Result => $"{Operation}: {(Status == 0 ? "no response" : Status)}{(Code is null ? "" : " " + Code)}{(Status == 503 && !HasRetryAfter ? " without Retry-After" : "")}";
}

/// <summary>A failure that the contract allows during an event. A 503 is allowed only with <c>Retry-After</c>.</summary>
/// <param name="Operations">What the user did, separated by blanks.</param>
/// <param name="Status">The status; 0: no response.</param>
/// <param name="Codes">The error codes, separated by blanks; empty: none.</param>
internal sealed record Allowance(string Operations, int Status, string Codes)
{
    public bool Covers(Observation observation) =>
        observation.Status == Status
        && (Status != 503 || observation.HasRetryAfter)
        && Operations.Split(' ').Contains(observation.Operation)
        && Codes.Split(' ').Contains(observation.Code ?? "");
}

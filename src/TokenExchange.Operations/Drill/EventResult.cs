namespace TokenExchange.Operations.Drill;

/// <summary>One event after the drill: when it was, what users saw, and what else was called.</summary>
internal sealed record EventResult(DrillEvent Event, TimeSpan From, TimeSpan To)
{
    /// <summary>The requests that began in it.</summary>
    public IReadOnlyList<Observation> Observations { get; init; } = [];

    /// <summary>What the event itself found wrong.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>Calls to the vault.</summary>
    public int VaultCalls { get; init; }

    /// <summary>Calls to the provider for its metadata and keys.</summary>
    public int MetadataCalls { get; init; }

    /// <summary>Failures that the contract allows.</summary>
    public int AllowedFailures => Observations.Count(observation => !observation.IsSuccess && IsAllowed(observation));

    /// <summary>How many failures the contract does not allow, with those that the event itself found.</summary>
    public int FailureCount => Observations.Count(observation => !observation.IsSuccess) - AllowedFailures + Problems.Count;

    /// <summary>Failures that the contract does not allow, each in a few words, with their number.</summary>
    public IReadOnlyList<string> Failures =>
    [
        .. Observations.Where(observation => !observation.IsSuccess && !IsAllowed(observation))
            .GroupBy(observation => observation.Result).Select(group => $"{group.Count()} x {group.Key}"),
        .. Problems.Distinct(),
    ];

    public TimeSpan Slowest => Observations.Count == 0 ? TimeSpan.Zero : Observations.Max(observation => observation.Duration);

    public bool IsAllowed(Observation observation) => Event.Allowed.Any(allowance => allowance.Covers(observation));
}

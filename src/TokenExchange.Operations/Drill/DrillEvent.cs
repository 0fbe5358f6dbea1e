namespace TokenExchange.Operations.Drill;

/// <summary>One event of the drill: what happens, and which failures the contract allows while it does.</summary>
/// <param name="Name">For the table and the picture.</param>
/// <param name="Allowed">The failures that users may see; empty: none.</param>
/// <param name="Begin">What happens. The load continues afterwards.</param>
/// <param name="End">What happens after it, such as the end of an outage or of an overlap; null: nothing.</param>
internal sealed record DrillEvent(
    string Name,
    IReadOnlyList<Allowance> Allowed,
    Func<DrillStage, CancellationToken, Task> Begin,
    Func<DrillStage, CancellationToken, Task>? End = null);

/// <summary>What an event acts on.</summary>
internal sealed record DrillStage(DrillServices Services, DrillFleet Fleet, DrillLoad Load)
{
    /// <summary>What the event itself checked and found wrong.</summary>
    public List<string> Problems { get; } = [];

    public void Expect(bool isTrue, string problem)
    {
        if (!isTrue)
        {
            Problems.Add(problem);
        }
    }

    /// <summary>Sends a logout token to one instance; gives the status.</summary>
    public async Task<int> LogOutAsync(string instance, string token, CancellationToken cancellationToken)
    {
        using var form = new FormUrlEncodedContent([new("logout_token", token)]);
        return (await Load.ProbeAsync(HttpMethod.Post, instance + "/api/auth/backchannel-logout", form, cancellationToken)).Status;
    }

    /// <summary>The readiness of one instance.</summary>
    public async Task<int> ReadyAsync(string instance, CancellationToken cancellationToken) =>
        (await Load.ProbeAsync(HttpMethod.Get, instance + "/api/health/ready", null, cancellationToken)).Status;
}

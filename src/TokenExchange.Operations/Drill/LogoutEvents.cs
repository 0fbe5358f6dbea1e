using TokenExchange.Emulators.Provider;

namespace TokenExchange.Operations.Drill;

/// <summary>Many logout tokens: forged ones, and those of all users.</summary>
internal static class LogoutEvents
{
    private const int Forged = 500;

    /// <summary>More fetches of keys than this, because of forged tokens, would be a way to attack the provider.</summary>
    private const int MostFetches = 20;

    /// <summary>Sessions that the provider has ended.</summary>
    private static readonly Allowance Ended = new("echo partner refresh", 401, "session_revoked not_authenticated session_expired");

    public static IReadOnlyList<DrillEvent> All { get; } =
    [
        new("500 forged logout tokens", [], ForgeAsync),
        new("logout of all users", [Ended], LogOutAllAsync),
    ];

    private static async Task ForgeAsync(DrillStage stage, CancellationToken cancellationToken)
    {
        await stage.Load.PassAsync(DrillEvents.Recovery, cancellationToken);
        using var forger = new ProviderKeys();
        var fetches = stage.Services.Provider.Calls;
        for (var i = 0; i < Forged; i++)
        {
            var kid = System.Text.Json.JsonSerializer.SerializeToElement($"forged-{i}");
            var token = forger.Sign([], new TokenTwist(Header: new() { ["kid"] = kid }), "", "logout+jwt");
            var status = await stage.LogOutAsync(stage.Fleet.Next(), token, cancellationToken);
            stage.Expect(status is 400 or 503, $"A forged logout token was answered with {status}.");
        }

        fetches = stage.Services.Provider.Calls - fetches;
        stage.Expect(fetches <= MostFetches, $"{Forged} forged logout tokens led to {fetches} calls to the provider.");
    }

    private static async Task LogOutAllAsync(DrillStage stage, CancellationToken cancellationToken)
    {
        await stage.Load.PassAsync(DrillEvents.Recovery, cancellationToken);
        for (var i = 1; i <= stage.Load.Users; i++)
        {
            var status = await stage.LogOutAsync(stage.Fleet.Next(), stage.Services.Issuer.LogoutToken($"subject-{i}", null), cancellationToken);
            stage.Expect(status == 200, $"The logout token of a user was answered with {status}.");
        }
    }
}

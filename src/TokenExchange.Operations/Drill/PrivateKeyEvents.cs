using TokenExchange.Emulators.Provider;

namespace TokenExchange.Operations.Drill;

/// <summary>The client authenticates by a private key instead of its secret, and the key is rotated. No failure is allowed.</summary>
internal static class PrivateKeyEvents
{
    /// <summary>In so many actions some users renew their tokens.</summary>
    private const int RoundsUntilRenewed = 4;

    /// <summary>The provider reads the client's keys again after it.</summary>
    private static readonly TimeSpan KeyInterval = ClientAssertions.KeyLifetime + TimeSpan.FromMinutes(2);

    /// <summary>How long a new key is published before it signs: until every instance and the provider have read it.</summary>
    private static readonly TimeSpan PublishAhead = KeyInterval + TimeSpan.FromMinutes(3);

    public static IReadOnlyList<DrillEvent> All { get; } =
    [
        new("client secret to private key", [], DeployAsync),
        new("private key, with overlap", [], BeginAsync, EndAsync),
    ];

    /// <summary>A deployment: instances with the changed setting take all requests at once, and the others end when theirs are answered.</summary>
    private static async Task DeployAsync(DrillStage stage, CancellationToken cancellationToken)
    {
        stage.Services.Secrets.Put(DrillServices.PrivateKey, DrillServices.NewPrivateKey());
        stage.Services.Issuer.AcceptAssertions(token => stage.Load.ReadAsync(stage.Fleet.Next() + "/api/auth/keys", token));
        stage.Services.UsesPrivateKey = true;
        await stage.Fleet.ReplaceAllAsync(() => stage.Load.BoundaryAsync(cancellationToken), cancellationToken);
        await stage.Load.PassAsync(DrillEvents.Interval, cancellationToken);
    }

    /// <summary>The new key is published, and the provider reads it; the old one signs.</summary>
    private static Task BeginAsync(DrillStage stage, CancellationToken cancellationToken)
    {
        stage.Services.Secrets.Put(DrillServices.PrivateKey, DrillServices.NewPrivateKey(), notBefore: stage.Services.Clock.GetUtcNow() + PublishAhead);
        return stage.Load.PassAsync(KeyInterval, cancellationToken);
    }

    /// <summary>The new key signs before the provider reads the keys again; then the old one ends.</summary>
    private static async Task EndAsync(DrillStage stage, CancellationToken cancellationToken)
    {
        await ExpectPublishedAsync(stage, keys: 2, cancellationToken);
        await stage.Load.PassAsync(DrillEvents.Interval, cancellationToken);
        await stage.Load.RoundsAsync(RoundsUntilRenewed, cancellationToken);
        SecretEvents.DisableOld(stage, DrillServices.PrivateKey);
        await stage.Load.PassAsync(KeyInterval, cancellationToken);
        await ExpectPublishedAsync(stage, keys: 1, cancellationToken);
    }

    private static async Task ExpectPublishedAsync(DrillStage stage, int keys, CancellationToken cancellationToken)
    {
        foreach (var instance in stage.Fleet.Addresses)
        {
            var published = (await stage.Load.ReadAsync(instance + "/api/auth/keys", cancellationToken)).Split("\"kid\"").Length - 1;
            stage.Expect(published == keys, $"An instance publishes {published} keys instead of {keys}.");
        }
    }
}

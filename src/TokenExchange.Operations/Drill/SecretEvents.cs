namespace TokenExchange.Operations.Drill;

/// <summary>An operator changes the secrets. No failure is allowed: neither with an overlap, nor when the old value ends at once.</summary>
internal static class SecretEvents
{
    /// <summary>In so many actions each user calls the API as himself at least once.</summary>
    private const int RoundsUntilSealed = 4;

    public static IReadOnlyList<DrillEvent> All { get; } =
    [
        new("client secret, with overlap", [], BeginClientSecretAsync, EndClientSecretAsync),
        new("client secret, hard cut", [], CutClientSecretAsync),
        .. PrivateKeyEvents.All,
        new("API key, with overlap", [], BeginApiKeyAsync, EndApiKeyAsync),
        new("API key, hard cut", [], CutApiKeyAsync),
        new("session key, first", [], BeginSessionKeyAsync, EndSessionKeyAsync),
        new("session key, second", [], BeginSessionKeyAsync, EndSessionKeyAsync),
    ];

    private static Task BeginClientSecretAsync(DrillStage stage, CancellationToken cancellationToken)
    {
        Add(stage, DrillServices.ClientSecret);
        stage.Services.Issuer.AcceptSecrets(stage.Services.Secrets.Values(DrillServices.ClientSecret));
        return stage.Load.PassAsync(DrillEvents.Interval, cancellationToken);
    }

    private static Task EndClientSecretAsync(DrillStage stage, CancellationToken cancellationToken)
    {
        DisableOld(stage, DrillServices.ClientSecret);
        stage.Services.Issuer.AcceptSecrets(stage.Services.Secrets.Values(DrillServices.ClientSecret));
        return stage.Load.PassAsync(DrillEvents.Interval, cancellationToken);
    }

    /// <summary>In the vault first, at the provider at once after it; no instance has read the vault in between.</summary>
    private static async Task CutClientSecretAsync(DrillStage stage, CancellationToken cancellationToken)
    {
        await stage.Load.PassAsync(DrillEvents.Interval, cancellationToken);
        Add(stage, DrillServices.ClientSecret);
        await EndClientSecretAsync(stage, cancellationToken);
    }

    private static Task BeginApiKeyAsync(DrillStage stage, CancellationToken cancellationToken)
    {
        Add(stage, DrillServices.ApiKey);
        return stage.Load.PassAsync(DrillEvents.Interval, cancellationToken);
    }

    private static Task EndApiKeyAsync(DrillStage stage, CancellationToken cancellationToken)
    {
        DisableOld(stage, DrillServices.ApiKey);
        return stage.Load.PassAsync(DrillEvents.Interval, cancellationToken);
    }

    private static async Task CutApiKeyAsync(DrillStage stage, CancellationToken cancellationToken)
    {
        await stage.Load.PassAsync(DrillEvents.Recovery, cancellationToken);
        Add(stage, DrillServices.ApiKey);
        DisableOld(stage, DrillServices.ApiKey);
    }

    /// <summary>One instance reads the new version first, and its cookies reach the other.</summary>
    private static Task BeginSessionKeyAsync(DrillStage stage, CancellationToken cancellationToken)
    {
        Add(stage, DrillServices.SessionKey);
        return stage.Load.PassAsync(DrillEvents.Interval, cancellationToken);
    }

    /// <summary>Only when every session has been used, and so sealed with the new key.</summary>
    private static async Task EndSessionKeyAsync(DrillStage stage, CancellationToken cancellationToken)
    {
        await stage.Load.RoundsAsync(RoundsUntilSealed, cancellationToken);
        DisableOld(stage, DrillServices.SessionKey);
        await stage.Load.PassAsync(DrillEvents.Interval, cancellationToken);
    }

    private static void Add(DrillStage stage, string name) => stage.Services.Secrets.Put(name, DrillServices.NewValue());

    /// <summary>Disables every version but the newest.</summary>
    public static void DisableOld(DrillStage stage, string name)
    {
        foreach (var version in stage.Services.Secrets.Versions(name).Skip(1))
        {
            stage.Services.Secrets.SetEnabled(name, version.Version, enabled: false);
        }
    }
}

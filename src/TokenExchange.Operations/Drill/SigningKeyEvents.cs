using TokenExchange.Emulators.Provider;

namespace TokenExchange.Operations.Drill;

/// <summary>The provider changes its signing keys. No failure is allowed: an unknown key is fetched in the same request.</summary>
internal static class SigningKeyEvents
{
    /// <summary>A user that nobody signs in as.</summary>
    private const string Nobody = "nobody";

    public static IReadOnlyList<DrillEvent> All { get; } =
    [
        Rotate("signing key, with overlap", new Rotation()),
        Rotate("signing key, without overlap", new Rotation(WithdrawOld: true)),
        Rotate("signing key, same kid", new Rotation(WithdrawOld: true, SameKid: true)),
        Withdrawn(),
    ];

    private static DrillEvent Rotate(string name, Rotation rotation) => new(name, [], async (stage, cancellationToken) =>
    {
        await stage.Load.PassAsync(DrillEvents.Interval, cancellationToken);
        stage.Services.Issuer.Keys.Rotate(rotation);
    });

    /// <summary>What a withdrawn key has signed is refused by every instance that has seen the new one.</summary>
    private static DrillEvent Withdrawn()
    {
        var late = "";
        return new(
            "signing key, withdrawn",
            [],
            async (stage, cancellationToken) =>
            {
                await stage.Load.PassAsync(DrillEvents.Interval, cancellationToken);
                late = stage.Services.Issuer.LogoutToken(Nobody, null);
                foreach (var instance in stage.Fleet.Addresses)
                {
                    var status = await stage.LogOutAsync(instance, stage.Services.Issuer.LogoutToken(Nobody, null), cancellationToken);
                    stage.Expect(status == 200, $"A logout token of the current key was answered with {status}.");
                }

                stage.Services.Issuer.Keys.Rotate(new Rotation(WithdrawOld: true));
            },
            async (stage, cancellationToken) =>
            {
                foreach (var instance in stage.Fleet.Addresses)
                {
                    var known = await stage.LogOutAsync(instance, stage.Services.Issuer.LogoutToken(Nobody, null), cancellationToken);
                    stage.Expect(known == 200, $"A logout token of the new key was answered with {known}.");
                    var status = await stage.LogOutAsync(instance, late, cancellationToken);
                    stage.Expect(status is 400 or 503, $"A logout token of the withdrawn key was answered with {status}.");
                }
            });
    }
}

using TokenExchange.Secrets;
using TokenExchange.Sessions;

namespace TokenExchange.Tests.Pure;

/// <summary>The keys for cookies over a vault on paper.</summary>
public abstract class SealKeysStand
{
    /// <summary>Makes any value long enough for a key.</summary>
    private protected static readonly string Long = new('k', 32);

    private protected SealKeysStand() => Keys = Over(Vault);

    private protected PaperVault Vault { get; } = new();

    private protected SealKeys Keys { get; }

    private protected static SealKeys Over(PaperVault vault) =>
        new(vault.Secrets, new SessionsOptions { KeySecretName = PaperVault.Name }, vault.Clock);

    private protected static async Task<byte[]> FrameAsync(SealKeys keys) =>
        SealFrame.Read(SealFrame.Close(await keys.SealingAsync(CancellationToken.None), "p", default, "x"u8))!;

    private protected void Put(string version, TimeSpan age) => Vault.Put(version, version + Long, age);

    private protected async Task<string> SealingAsync() => VersionOf(await Keys.SealingAsync(CancellationToken.None));

    /// <summary>Which of the versions that <see cref="Put"/> makes the key comes from.</summary>
    private protected static string VersionOf(SealKey key) =>
        new[] { "a", "b", "c" }.Single(version => SealKey.Derive(SecretValue.Read(version + Long)).Value!.IsNamed(key.Id));

    private protected Task<byte[]> FrameAsync() => FrameAsync(Keys);
}

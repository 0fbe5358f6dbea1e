using TokenExchange.Emulators.Wire;
using TokenExchange.Tests.Rotations;

namespace TokenExchange.Tests.Incidents;

/// <summary>The runbook for a deleted vault where the client's key stays in the vault: while it is deleted, no key of its name can be created.</summary>
public sealed class DeletedKeyTests : RotationStand
{
    private const string Name = "client-key";

    public DeletedKeyTests()
        : base(settings =>
        {
            settings["TokenExchange:Provider:Credential:Kind"] = "private-key-jwt";
            settings["TokenExchange:Provider:Credential:SecretName"] = null;
            settings["TokenExchange:Provider:Credential:KeyName"] = Name;
        })
    {
        Vault.Keys.Create(Name);
        Vault.Keys.Create(Name);
    }

    [Fact]
    public async Task It_is_recovered_with_its_versions()
    {
        var versions = Vault.Keys.Versions(Name).Select(version => version.Version).ToList();
        Vault.Keys.Delete(Name);

        var (code, seen) = await this.RunbookAsync("vault-deleted", "--from", "3");

        Assert.Equal(3, code);
        Assert.Contains("keys/client-key was deleted; recovering it with all its versions.", seen, StringComparison.Ordinal);
        Assert.Equal(versions, Vault.Keys.Versions(Name).Select(version => version.Version));
        (_, seen) = await this.RunbookAsync("vault-deleted", "--from", "3");
        Assert.Contains("has a usable version.", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_does_not_recover_it()
    {
        Vault.Keys.Delete(Name);

        var (code, seen) = await this.RunbookAsync("vault-deleted", "--dry-run");

        Assert.Equal(0, code);
        Assert.Contains("keys/client-key was deleted; would recover it.", seen, StringComparison.Ordinal);
        Assert.Empty(Vault.Keys.Versions(Name));
    }

    [Fact]
    public async Task A_key_that_was_never_there_is_named()
    {
        Planned["TokenExchange:Provider:Credential:KeyName"] = "other-key";

        var (code, seen) = await this.RunbookAsync("vault-deleted", "--from", "3");

        Assert.Equal(1, code);
        Assert.Contains("Failed: no usable version of keys/other-key.", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_role_it_says_which_one_is_needed_for_a_key()
    {
        Vault.Keys.Delete(Name);
        Vault.Faults.Add(new Fault(Status: 403, Path: "/deletedkeys/", Count: 9));

        var (code, seen) = await this.RunbookAsync("vault-deleted", "--from", "3");

        Assert.Equal(1, code);
        Assert.Contains("\"Key Vault Crypto Officer\" for a key that stays in it.", seen, StringComparison.Ordinal);
        Assert.Empty(Vault.Keys.Versions(Name));
    }
}

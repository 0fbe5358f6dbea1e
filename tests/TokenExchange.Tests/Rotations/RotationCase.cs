using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Rotations;

/// <summary>
/// A kind of rotation for the tests that hold for every kind: how the stand is prepared, what holds at every moment, and what has to be left at the end.
/// </summary>
internal sealed record RotationCase(string Secret, TimeSpan Pause)
{
    /// <summary>The configuration of the service; null: the stand's own.</summary>
    public Action<Dictionary<string, string?>>? Configure { get; init; }

    /// <summary>The plan; null: the session key's rotation needs none.</summary>
    public string? Plan { get; init; }

    /// <summary>Prepares the stand.</summary>
    public Action<RotatorStand> Begin { get; init; } = _ => { };

    /// <summary>From now on the verification of a new value fails.</summary>
    public required Func<RotatorStand, Task> BreakAsync { get; init; }

    /// <summary>From now on no value of this kind is accepted that a rotation has made.</summary>
    public required Action<RotatorStand> Withdraw { get; init; }

    /// <summary>Asserts that the value in use is valid, after each run.</summary>
    public required Func<RotatorStand, Task> AssertValidAsync { get; init; }

    /// <summary>Asserts that nothing is left of the values before.</summary>
    public Func<RotatorStand, Task> AssertCleanAsync { get; init; } = _ => Task.CompletedTask;

    /// <summary>All versions, newest first.</summary>
    public IReadOnlyList<CaseVersion> Versions(RotatorStand stand) => IsKey
        ? [.. stand.Vault.Keys.Versions("client-key").Select(entry => new CaseVersion(entry.Version, entry.Enabled, NotBefore(entry.Tags), entry.Tags))]
        : [.. stand.Vault.Versions(Secret).Select(entry => new CaseVersion(entry.Version, entry.Enabled, entry.NotBefore, entry.Tags))];

    /// <summary>Disables a version, as a person does.</summary>
    public void Disable(RotatorStand stand, string version)
    {
        if (IsKey)
        {
            stand.Vault.Keys.SetEnabled("client-key", version, false);
        }
        else
        {
            stand.Vault.SetEnabled(Secret, version, false);
        }
    }

    /// <summary>The version that the service uses now.</summary>
    public CaseVersion InUse(RotatorStand stand) =>
        Versions(stand).First(version => version.IsEnabled && !(version.NotBefore > stand.Clock.GetUtcNow().ToUnixTimeSeconds()));

    /// <summary>Every kind by its name.</summary>
    public static IReadOnlyDictionary<string, RotationCase> All { get; } = new Dictionary<string, RotationCase>
    {
        ["session key"] = new("session-key", TimeSpan.FromHours(3))
        {
            BreakAsync = stand => Do(() => ReadShort(stand)),
            Withdraw = ReadShort,
            AssertValidAsync = stand =>
            {
                var sessions = (stand.Clock.GetUtcNow() - TimeSpan.FromHours(8)).ToUnixTimeSeconds(); // the oldest ones
                Assert.True(stand.Vault.Versions("session-key").First(version => version.Created <= sessions && !(version.NotBefore > sessions)).Enabled);
                return stand.NewBrowser().SignInAsync();
            },
        },
        ["client secret of Entra ID"] = new("client-secret", TimeSpan.FromMinutes(20))
        {
            Plan = RotatorStand.EntraPlan,
            BreakAsync = stand => Do(() => stand.Graph.Changed = () => { }),
            Withdraw = stand => stand.Provider.AcceptSecrets([stand.ClientSecret]),
            AssertValidAsync = stand => IsAmong(stand, "client-secret", stand.Graph.Passwords.Select(password => password.Secret).Append(stand.ClientSecret)),
            AssertCleanAsync = stand => Do(() => Assert.Single(stand.Graph.Passwords)),
        },
        ["private key"] = new("private-key", TimeSpan.FromHours(3))
        {
            Configure = settings => Authenticate(settings, "SecretName", "private-key"),
            Plan = """{ "secrets": { "private-key": { "kind": "private-key-jwt", "publishAhead": "06:00:00" } } }""",
            Begin = stand =>
            {
                using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
                stand.Vault.Put("private-key", key.ExportPkcs8PrivateKeyPem());
                Publish(stand);
            },
            BreakAsync = FreezeAsync,
            Withdraw = stand => stand.Provider.AcceptAssertions(_ => Task.FromResult("""{"keys":[]}""")),
            AssertValidAsync = stand => stand.NewBrowser().SignInAsync(),
            AssertCleanAsync = async stand => Assert.Single(new JsonWebKeySet(await PublishedAsync(stand)).Keys),
        },
        ["key that stays in the vault"] = new("keys/client-key", TimeSpan.FromHours(3))
        {
            Configure = settings => Authenticate(settings, "KeyName", "client-key"),
            Plan = """{ "secrets": { "keys/client-key": { "kind": "private-key-jwt", "publishAhead": "06:00:00" } } }""",
            Begin = stand =>
            {
                stand.Vault.Keys.Create("client-key");
                Publish(stand);
            },
            BreakAsync = FreezeAsync,
            Withdraw = stand => stand.Provider.AcceptAssertions(_ => Task.FromResult("""{"keys":[]}""")),
            AssertValidAsync = stand => stand.NewBrowser().SignInAsync(),
            AssertCleanAsync = async stand => Assert.Single(new JsonWebKeySet(await PublishedAsync(stand)).Keys),
        },
        ["API key by recipe"] = new("partner-api-key", TimeSpan.FromMinutes(20))
        {
            Plan = RotationStand.KeysPlan,
            Begin = Manage,
            BreakAsync = stand => Do(() => stand.Keys.IssuesWrongKeys = true),
            Withdraw = ReplaceMade,
            AssertValidAsync = stand => IsAmong(stand, "partner-api-key", stand.Keys.Valid.Values),
            AssertCleanAsync = stand => Do(() => Assert.All( // what a process created and did not store can be found by its label, which the command shows
                stand.Keys.Labels.Where(key => stand.Keys.Valid.ContainsKey(key.Key) && stand.Keys.Valid[key.Key] != stand.InUse("partner-api-key").Value),
                key => Assert.Contains(key.Value, stand.AllOutput, StringComparison.Ordinal))),
        },
        ["pair of keys"] = new("partner-api-key", TimeSpan.FromMinutes(20))
        {
            Plan = RotationStand.PairPlan,
            Begin = stand =>
            {
                Manage(stand);
                stand.Vault.Put("partner-api-key", stand.Keys.Valid["primary"]);
                stand.Tag("partner-api-key", ("rotation-credential", "primary"));
            },
            BreakAsync = stand => Do(() => stand.Keys.IssuesWrongKeys = true),
            Withdraw = ReplaceMade,
            AssertValidAsync = stand => IsAmong(stand, "partner-api-key", stand.Keys.Valid.Values),
            AssertCleanAsync = stand => Do(() => Assert.DoesNotContain(
                stand.Vault.Versions("partner-api-key").Skip(1), version => stand.Keys.Valid.ContainsValue(version.Value))),
        },
    };

    private bool IsKey => Secret == "keys/client-key";

    /// <summary>A stand with a secret that is due.</summary>
    public async Task<RotatorStand> StartAsync()
    {
        var stand = new RotatorStand(Configure);
        if (Plan is not null)
        {
            stand.Files["plan.json"] = Plan;
            stand.Tag("session-key", ("rotate-after", "9999"));
        }

        Begin(stand);
        await stand.StartFirstAsync();
        stand.Clock.Advance(TimeSpan.FromDays(91));
        return stand;
    }

    private static void Authenticate(Dictionary<string, string?> settings, string setting, string name)
    {
        settings["TokenExchange:Provider:Credential:Kind"] = "private-key-jwt";
        settings["TokenExchange:Provider:Credential:SecretName"] = null;
        settings[$"TokenExchange:Provider:Credential:{setting}"] = name;
    }

    private static Task IsAmong(RotatorStand stand, string name, IEnumerable<string> valid) => Do(() => Assert.Contains(stand.InUse(name).Value, valid));

    /// <summary>A version that is not verified yet: its <c>nbf</c> cannot say it, because the vault would not sign the verification.</summary>
    private static long? NotBefore(IReadOnlyDictionary<string, string> tags) => tags.GetValueOrDefault("rotation-step") == "created" ? long.MaxValue : null;

    private static Task Do(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    private static void Manage(RotatorStand stand)
    {
        stand.Vault.Put("management-key", stand.Vault.Values("partner-api-key")[0]);
        if (stand.Files["plan.json"] == RotationStand.KeysPlan)
        {
            stand.Vault.Put("partner-api-key", stand.Keys.Valid["primary"]);
        }
    }

    /// <summary>The vault gives a value that the service cannot use.</summary>
    private static void ReadShort(RotatorStand stand) => stand.VaultWay.Instead = request =>
        request.Method == HttpMethod.Get && !request.RequestUri!.AbsolutePath.EndsWith("/versions", StringComparison.Ordinal)
            ? Doctor.BrokenFront.Json(200, $$"""{"value":"short","id":"{{request.RequestUri.GetLeftPart(UriPartial.Path)}}","attributes":{"enabled":true} }""") : null;

    /// <summary>Somebody else creates the keys anew that a rotation has stored.</summary>
    private static void ReplaceMade(RotatorStand stand)
    {
        foreach (var id in stand.Keys.Valid.Keys.Where(id => stand.Vault.Versions("partner-api-key").Any(version => version.Tags.GetValueOrDefault("rotation-step") is not null && version.Value == stand.Keys.Valid[id])).ToList())
        {
            stand.Keys.Valid[id] = $"replaced-{id}";
        }
    }

    /// <summary>The provider reads what the service publishes.</summary>
    private static void Publish(RotatorStand stand) => stand.Provider.AcceptAssertions(_ => PublishedAsync(stand));

    /// <summary>The provider does not read it any more.</summary>
    private static async Task FreezeAsync(RotatorStand stand)
    {
        var known = await PublishedAsync(stand);
        stand.Provider.AcceptAssertions(_ => Task.FromResult(known));
    }

    private static async Task<string> PublishedAsync(RotatorStand stand) =>
        await (await stand.NewBrowser().SendBareAsync("GET", "/api/auth/keys")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
}

/// <summary>A version as the tests of every kind see it.</summary>
internal sealed record CaseVersion(string Id, bool IsEnabled, long? NotBefore, IReadOnlyDictionary<string, string> Tags);

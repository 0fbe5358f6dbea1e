using System.Net;
using Microsoft.Extensions.DependencyInjection;
using TokenExchange.Emulators.Provider;
using TokenExchange.Emulators.Wire;
using TokenExchange.Provider;
using TokenExchange.SigningKeys;
using TokenExchange.Tests.Http;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.SharedState;

/// <summary>The provider's documents are kept under the newest version of the session key, so that an old version may be disabled as soon as cookies allow it.</summary>
public sealed class KeptDocumentRotationTests : TestStand
{
    private const string Host = "app.example.test";

    public KeptDocumentRotationTests()
        : base(StandSettings.Share)
    {
    }

    /// <summary>What keeps the documents in the first instance.</summary>
    private KeptDocuments Kept { get; set; } = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Kept = Inside.GetRequiredService<KeptDocuments>();
        await Kept.Writes;
    }

    [Theory]
    [InlineData("after the new one is in use")]
    [InlineData("when the new one is added")]
    public async Task An_instance_that_starts_while_the_provider_is_down_is_ready_although_the_old_session_key_was_disabled(string when)
    {
        AddSessionKey();
        if (when == "when the new one is added")
        {
            DisableOldSessionKey();
        }

        await UseAsync();
        DisableOldSessionKey();

        await StartWithoutProviderAsync();

        await VerifiesAsync();
    }

    [Fact]
    public async Task An_instance_that_started_from_kept_documents_keeps_them_under_the_new_session_key_too()
    {
        await StartWithoutProviderAsync();
        Kept = Inside.GetRequiredService<KeptDocuments>();
        AddSessionKey();
        await UseAsync();
        DisableOldSessionKey();

        await StartWithoutProviderAsync();

        await VerifiesAsync();
    }

    [Fact]
    public async Task A_new_session_key_costs_one_write_for_each_document_and_no_call_to_the_provider()
    {
        var (writes, jwks, discovery) = (Writes, ProviderCalls("jwks"), ProviderCalls("discovery"));
        AddSessionKey();

        for (var i = 0; i < 4; i++)
        {
            await UseAsync();
            await NewBrowser().BeginAsync();
        }

        await Kept.Writes;
        Assert.Equal(writes + 2, Writes);
        Assert.Equal((jwks, discovery), (ProviderCalls("jwks"), ProviderCalls("discovery")));
    }

    [Fact]
    public async Task Without_a_new_session_key_nothing_is_written()
    {
        var calls = Log.Of("storage").Count(IsDocument);

        await UseAsync();
        await UseAsync();

        Assert.Equal(calls, Log.Of("storage").Count(IsDocument));
    }

    [Fact]
    public async Task When_the_store_fails_requests_succeed_and_the_next_read_of_the_session_key_writes_again()
    {
        Storage.Faults.Add(new Fault(Status: 403, Count: 1000, Path: "document/"));
        AddSessionKey();
        await UseAsync();
        Storage.Faults.Clear();
        await UseAsync();
        DisableOldSessionKey();

        await StartWithoutProviderAsync();

        await VerifiesAsync();
    }

    [Fact]
    public async Task An_instance_does_not_replace_keys_that_another_fetched_later()
    {
        var withdrawn = (await KeysAsync()).Members;
        Clock.Advance(TimeSpan.FromMinutes(1));
        Provider.Keys.Rotate(new Rotation(WithdrawOld: true));
        await AddGatewayAsync("app2.example.test");
        await Inside.GetRequiredService<SigningKeyCache>().RenewAsync(await KeysAsync(), TokenSource.Provider, default);
        await Inside.GetRequiredService<KeptDocuments>().Writes;
        AddSessionKey();
        await UseAsync();
        DisableOldSessionKey();

        await StartWithoutProviderAsync();

        Assert.Empty((await KeysAsync()).Members.Intersect(withdrawn));
        await VerifiesAsync();
    }

    private int Writes => Log.Of("storage").Count(row => row.Endpoint == "put" && IsDocument(row));

    private static bool IsDocument(LoggedRequest row) => row.Path.Contains("document/", StringComparison.Ordinal);

    private void AddSessionKey() => Vault.Put("session-key", Canary("session-key-2"));

    private void DisableOldSessionKey() => Vault.SetEnabled("session-key", SessionKey, false);

    /// <summary>A request that needs the session key, when the instance has to read it again.</summary>
    private async Task UseAsync()
    {
        Clock.Advance(TimeSpan.FromMinutes(6));
        await NewBrowser().BeginAsync();
        await Kept.Writes.WaitAsync(WaitLimit.Longest);
    }

    private async Task StartWithoutProviderAsync()
    {
        Provider.Faults.Add(new Fault("jwks", 503, Count: 1000));
        Provider.Faults.Add(new Fault("discovery", 503, Count: 1000));
        await AddGatewayAsync(Host);
    }

    /// <summary>The instance that started last is ready, and accepts a logout token.</summary>
    private async Task VerifiesAsync()
    {
        Assert.Equal(HttpStatusCode.OK, (await NewBrowser().SendBareAsync("GET", "/api/health/ready")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await this.LogOutAsync(Provider.LogoutToken("88421113", null))).StatusCode);
    }

    private async Task<SigningKeySet> KeysAsync() => await Inside.GetRequiredService<SigningKeyCache>().GetAsync(default);
}

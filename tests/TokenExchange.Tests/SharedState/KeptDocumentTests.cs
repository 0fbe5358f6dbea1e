using Microsoft.Extensions.DependencyInjection;
using TokenExchange.Emulators.Provider;
using TokenExchange.Emulators.Wire;
using TokenExchange.Provider;
using TokenExchange.Secrets;
using TokenExchange.SharedState;
using TokenExchange.SigningKeys;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.SharedState;

/// <summary>The provider's documents outlive an instance: the next one starts from them.</summary>
public sealed class KeptDocumentTests : TestStand
{
    private const string Second = "app2.example.test";

    public KeptDocumentTests()
        : base(StandSettings.Share)
    {
    }

    [Fact]
    public async Task An_instance_that_starts_while_the_provider_is_down_verifies_with_the_keys_that_another_fetched()
    {
        await KeptAsync();
        var known = await KeysAsync();
        ProviderIsDown();

        await AddGatewayAsync(Second);

        Assert.Equal(known, await KeysAsync());
        Assert.Equal(ProviderOrigin, (await Inside.GetRequiredService<ProviderDirectory>().GetAsync(default)).Issuer);
    }

    [Fact]
    public async Task An_instance_starts_without_a_call_to_the_provider_and_asks_it_at_the_next_use()
    {
        await KeptAsync();
        var before = ProviderCalls("jwks");
        await AddGatewayAsync(Second);
        Assert.Equal(before, ProviderCalls("jwks"));

        var rotated = await Inside.GetRequiredService<SigningKeyCache>().GetAsync(default);
        await Inside.GetRequiredService<SigningKeyCache>().RenewAsync(rotated, TokenSource.Provider, default);

        Assert.True(ProviderCalls("jwks") > before);
    }

    [Theory]
    [InlineData("a flipped byte")]
    [InlineData("another document")]
    [InlineData("the document of another issuer")]
    [InlineData("nothing of ours")]
    public async Task A_document_that_somebody_else_wrote_is_ignored(string how)
    {
        await KeptAsync();
        var blobs = Storage.Store.Blobs;
        var keys = blobs.Keys.Single(path => path.Contains("document/signing-keys/", StringComparison.Ordinal));
        var discovery = blobs.Keys.Single(path => path.Contains("document/discovery/", StringComparison.Ordinal));
        Storage.Store.Overwrite(keys, how switch
        {
            "a flipped byte" => Flipped(blobs[keys].Content),
            "another document" => blobs[discovery].Content,
            "the document of another issuer" => await OfAnotherIssuerAsync(keys),
            _ => new byte[100],
        });
        var before = ProviderCalls("jwks");

        await AddGatewayAsync(Second);

        Assert.Equal(before + 1, ProviderCalls("jwks"));
    }

    [Fact]
    public async Task Keys_that_are_older_than_their_limit_are_ignored()
    {
        await KeptAsync();
        Clock.Advance(TimeSpan.FromHours(24));
        ProviderIsDown();

        await AddGatewayAsync(Second);

        await Assert.ThrowsAnyAsync<Exception>(async () => await Inside.GetRequiredService<SigningKeyCache>().GetAsync(default));
    }

    [Fact]
    public async Task A_document_from_the_future_is_ignored()
    {
        await KeptAsync();
        Clock.SetBack(TimeSpan.FromMinutes(10));
        var before = ProviderCalls("jwks");

        await AddGatewayAsync(Second);

        Assert.Equal(before + 1, ProviderCalls("jwks"));
    }

    [Fact]
    public async Task A_key_that_the_provider_withdrew_is_withdrawn_from_what_is_kept()
    {
        await KeptAsync();
        var old = await KeysAsync();
        Provider.Keys.Rotate(new Rotation(WithdrawOld: true));
        var cache = Inside.GetRequiredService<SigningKeyCache>();
        await cache.RenewAsync(await cache.GetAsync(default), TokenSource.Provider, default);
        await Inside.GetRequiredService<KeptDocuments>().Writes;
        ProviderIsDown();

        await AddGatewayAsync(Second);

        Assert.Empty((await KeysAsync()).Intersect(old));
    }

    /// <summary>The same keys, as a deployment with the same session key keeps them for another issuer.</summary>
    private async Task<byte[]> OfAnotherIssuerAsync(string ours)
    {
        var options = Inside.GetRequiredService<ProviderOptions>() with { Issuer = "https://other.example.test" };
        var other = new KeptDocuments(Inside.GetRequiredService<ISharedState>(), Inside.GetRequiredService<KeysOfSecret>(), options, Clock);
        var document = await Inside.GetRequiredService<KeptDocuments>().FindAsync(KeptDocuments.SigningKeys, TimeSpan.FromHours(24), default);
        other.Keep(KeptDocuments.SigningKeys, document!.Text, TimeSpan.FromHours(24));
        await other.Writes;
        return Storage.Store.Blobs.Single(blob => blob.Key.Contains("document/signing-keys/", StringComparison.Ordinal) && blob.Key != ours).Value.Content;
    }

    private static byte[] Flipped(byte[] content)
    {
        content = [.. content];
        content[^40] ^= 1;
        return content;
    }

    /// <summary>The first instance has fetched both documents, and has kept them.</summary>
    private async Task KeptAsync()
    {
        await Inside.GetRequiredService<KeptDocuments>().Writes;
        Assert.Equal(2, Storage.Store.Blobs.Keys.Count(path => path.Contains("document/", StringComparison.Ordinal)));
    }

    private async Task<IReadOnlyCollection<string>> KeysAsync() => (await Inside.GetRequiredService<SigningKeyCache>().GetAsync(default)).Members;

    private void ProviderIsDown()
    {
        Provider.Faults.Add(new Fault("jwks", 503, Count: 1000));
        Provider.Faults.Add(new Fault("discovery", 503, Count: 1000));
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;
using TokenExchange.Failures;
using TokenExchange.Provider;
using TokenExchange.Sessions;

namespace TokenExchange.ApiTokens;

/// <summary>
/// Seals the result of an exchange, in memory and in shared state, under a key that is derived from the session and its access token: only a request that
/// brings the session's cookie can open it, and the result for another session, access token, grant or API has another name and another key.
/// </summary>
internal sealed class ExchangeSeal(ProviderOptions provider)
{
    /// <summary>The name under which the result is kept; says nothing about session, token or API.</summary>
    public string NameOf(Exchange exchange, int generation) => "exchange/" + Convert.ToHexStringLower(Derive(exchange, generation, "name"));

    public byte[] Close(Exchange exchange, int generation, ExchangeResult result) => AeadFrame.Close(
        Derive(exchange, generation, "key"), JsonSerializer.SerializeToUtf8Bytes(StoredExchange.Of(result), StoredExchangeJson.Default.StoredExchange));

    /// <summary>The result; null when the bytes were not sealed for this exchange.</summary>
    public ExchangeResult? Open(Exchange exchange, int generation, ReadOnlySpan<byte> frame)
    {
        try
        {
            return AeadFrame.Open(Derive(exchange, generation, "key"), frame) is { } plaintext
                ? JsonSerializer.Deserialize(plaintext, StoredExchangeJson.Default.StoredExchange)?.ToResult()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private byte[] Derive(Exchange exchange, int generation, string purpose)
    {
        var (session, options) = (exchange.Session, exchange.Options);
        return ResultKey.Derive(
            "exchange 1 " + purpose,
            $"{generation}",
            provider.ClientId,
            session.Issuer,
            session.Id,
            session.Subject,
            session.AccessToken,
            exchange.Grant.Name,
            options.Audience ?? "",
            options.Resource ?? "",
            options.Scopes ?? "");
    }
}

/// <summary>What is kept of an exchange. Without an access token: it was refused.</summary>
internal sealed record StoredExchange
{
    [JsonPropertyName("a")]
    public string? AccessToken { get; init; }

    /// <summary>Seconds that the token lives from <see cref="ReceivedAt"/> on.</summary>
    [JsonPropertyName("e")]
    public double Lifetime { get; init; }

    /// <summary>Unix milliseconds.</summary>
    [JsonPropertyName("t")]
    public long ReceivedAt { get; init; }

    [JsonPropertyName("o")]
    public bool IsOver { get; init; }

    /// <summary>Code of the refusal.</summary>
    [JsonPropertyName("c")]
    public string? Code { get; init; }

    [JsonPropertyName("s")]
    public int Status { get; init; }

    [JsonPropertyName("g")]
    public bool IsOfToken { get; init; }

    /// <summary>What the login of a step-up has to request.</summary>
    [JsonPropertyName("k")]
    public string? Claims { get; init; }

    public static StoredExchange Of(ExchangeResult result) => result switch
    {
        ExchangeResult.Exchanged exchanged => new()
        {
            AccessToken = exchanged.Token,
            Lifetime = exchanged.Lifetime.TotalSeconds,
            ReceivedAt = exchanged.ReceivedAt.ToUnixTimeMilliseconds(),
            IsOver = exchanged.IsOver,
        },
        ExchangeResult.Refused refused => new()
        {
            Code = refused.Failure.Code,
            Status = refused.Failure.Status,
            IsOfToken = refused.IsOfToken,
            Claims = refused.Failure.StepUp?.Claims,
        },
        _ => throw new InvalidOperationException("A failed exchange is not kept."),
    };

    public ExchangeResult ToResult() => AccessToken is null
        ? new ExchangeResult.Refused(ToFailure()) { IsOfToken = IsOfToken }
        : new ExchangeResult.Exchanged(AccessToken, DateTimeOffset.FromUnixTimeMilliseconds(ReceivedAt), TimeSpan.FromSeconds(Lifetime)) { IsOver = IsOver };

    private Failure ToFailure()
    {
        var failure = Catalogue.Find(Code ?? "", Status);
        return Claims is null ? failure : failure with { StepUp = new StepUp(null, null) { Claims = Claims } };
    }

    public override string ToString() => $"{nameof(StoredExchange)} {{ *** }}";
}

/// <summary>Serializer of what is kept of an exchange.</summary>
[JsonSerializable(typeof(StoredExchange))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
internal sealed partial class StoredExchangeJson : JsonSerializerContext;

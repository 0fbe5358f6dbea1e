using System.Text.Json;
using System.Text.Json.Serialization;
using TokenExchange.Sessions;

namespace TokenExchange.Login;

/// <summary>The body of <c>POST exchange</c>: the whole address that the browser came back to, or its parts.</summary>
internal sealed record ExchangeRequest
{
    public string? CallbackUrl { get; init; }

    public string? Code { get; init; }

    public string? State { get; init; }

    public string? Iss { get; init; }

    public override string ToString() => $"{nameof(ExchangeRequest)} {{ *** }}";
}

/// <summary>The answer to <c>POST exchange</c>: whether there was something to complete, where to go, and the session.</summary>
internal sealed record ExchangeView
{
    public required bool Handled { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ReturnUrl { get; init; }

    public required bool IsAuthenticated { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, JsonElement>? Claims { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SessionTimes? Session { get; init; }

    /// <summary>Handled when there is somewhere to return to.</summary>
    public static ExchangeView Of(SessionView view, string? returnUrl) => new()
    {
        Handled = returnUrl is not null,
        ReturnUrl = returnUrl,
        IsAuthenticated = view.IsAuthenticated,
        Claims = view.Claims,
        Session = view.Session,
    };
}

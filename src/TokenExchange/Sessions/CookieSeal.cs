using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace TokenExchange.Sessions;

/// <summary>Seals what a cookie holds, and opens it again; any defect gives nothing, whatever it was.</summary>
internal sealed class CookieSeal(SealKeys keys, SealContext context)
{
    /// <summary>A cookie that is genuine but of a shape this version does not know is not there either (an older or newer version sealed it).</summary>
    public static T? Read<T>(byte[] plaintext, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(plaintext, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The sealed value of a cookie. The purpose is the cookie's kind; the context binds its exact name, the client, the issuer and our origin.</summary>
    public async Task<string> CloseAsync<T>(string purpose, string name, T content, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var key = await keys.SealingAsync(cancellationToken);
        return SealFrame.Close(key, purpose, context.Of(name), JsonSerializer.SerializeToUtf8Bytes(content, type));
    }

    /// <summary>The sealed value of a session cookie. Not cancelled by a caller: tokens that were rotated must reach the cookie even when the caller leaves.</summary>
    public async Task<string> CloseAsync(string name, byte[] content)
    {
        var key = await keys.SealingAsync(CancellationToken.None);
        return SealFrame.Close(key, name, context.Of(name), content);
    }

    /// <summary>What the cookie holds; null for a flipped byte, an unknown key, another name, client or origin: all the same.</summary>
    public async ValueTask<T?> OpenAsync<T>(string purpose, string name, ReadOnlyMemory<char> value, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class =>
        (await OpenWithKeyAsync(purpose, name, value, type, cancellationToken))?.Content;

    /// <summary>The same with the key that opened it.</summary>
    public async ValueTask<(T Content, SealKey Key)?> OpenWithKeyAsync<T>(
        string purpose, string name, ReadOnlyMemory<char> value, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        if (SealFrame.Read(value.Span) is not { } frame)
        {
            return null;
        }

        foreach (var key in await keys.OpeningAsync(frame, cancellationToken))
        {
            if (SealFrame.Open(key, purpose, context.Of(name), frame) is { } plaintext)
            {
                return Read(plaintext, type) is { } content ? (content, key) : null;
            }
        }

        return null;
    }
}

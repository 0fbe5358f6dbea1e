using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using TokenExchange.Failures;

namespace TokenExchange.Gate;

/// <summary>Reads the small bodies of the service's own endpoints: one media type, one size limit, one strict parser.</summary>
internal static class RequestBody
{
    /// <summary>The largest body of an auth endpoint, in bytes: several times the length of a callback URL with a long code.</summary>
    public const int MaxBytes = 32 * 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>A JSON object; an empty body is an empty object. Duplicate members are rejected, because parsers disagree about which one counts.</summary>
    public static async Task<Outcome<T>> ReadJsonAsync<T>(HttpRequest request, JsonTypeInfo<T> type)
        where T : class
    {
        var bytes = await ReadBytesAsync(request, MaxBytes);
        if (!bytes.Succeeded)
        {
            return bytes.Failure;
        }

        if (bytes.Value.Length > 0 && !Is(request, "application/json"))
        {
            return Catalogue.UnsupportedMediaType.WithReason("Content-Type does not match: expected application/json in UTF-8.");
        }

        try
        {
            var value = bytes.Value.Length == 0 ? JsonSerializer.Deserialize("{}"u8, type) : JsonSerializer.Deserialize(bytes.Value, type);
            return value is null ? Catalogue.RequestInvalid.WithReason("The body is not a JSON object.") : value;
        }
        catch (JsonException)
        {
            return Catalogue.RequestInvalid.WithReason("The body is not the JSON object that this endpoint expects.");
        }
    }

    /// <summary>A URL-encoded form. The caller rejects duplicate fields.</summary>
    public static async Task<Outcome<Dictionary<string, StringValues>>> ReadFormAsync(HttpRequest request)
    {
        if (!Is(request, "application/x-www-form-urlencoded"))
        {
            return Catalogue.UnsupportedMediaType.WithReason("Content-Type does not match: expected application/x-www-form-urlencoded in UTF-8.");
        }

        var bytes = await ReadBytesAsync(request, MaxBytes);
        if (!bytes.Succeeded)
        {
            return bytes.Failure;
        }

        try
        {
            return QueryHelpers.ParseQuery(StrictUtf8.GetString(bytes.Value));
        }
        catch (DecoderFallbackException)
        {
            return Catalogue.RequestInvalid.WithReason("The form is not valid UTF-8.");
        }
    }

    /// <summary>The whole body, if it is within the size limit and arrives before the deadline.</summary>
    public static async Task<Outcome<byte[]>> ReadBytesAsync(HttpRequest request, int maxBytes)
    {
        if (request.ContentLength > maxBytes)
        {
            return Catalogue.PayloadTooLarge;
        }

        var deadline = RequestContext.Of(request.HttpContext).Deadline;
        try
        {
            using var buffer = new MemoryStream();
            if (!await CopyAsync(request, buffer, maxBytes))
            {
                return Catalogue.PayloadTooLarge;
            }

            deadline?.Restart();
            return buffer.ToArray();
        }
        catch (OperationCanceledException) when (deadline is { HasPassed: true })
        {
            return Catalogue.RequestInvalid.WithReason("The body did not arrive before the deadline.") with { EndsConnection = true };
        }
    }

    /// <summary>Whether the body ended within the size limit.</summary>
    private static async Task<bool> CopyAsync(HttpRequest request, MemoryStream buffer, int maxBytes)
    {
        while (true)
        {
            var piece = await IncomingBody.ReadAsync(request.BodyReader, request.HttpContext.RequestAborted);
            var fits = buffer.Length + piece.Buffer.Length <= maxBytes;
            foreach (var segment in fits ? piece.Buffer : default)
            {
                buffer.Write(segment.Span);
            }

            request.BodyReader.AdvanceTo(piece.Buffer.End);
            if (!fits || piece.IsCompleted)
            {
                return fits;
            }
        }
    }

    private static bool Is(HttpRequest request, string mediaType) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || type.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase));
}

using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace TokenExchange.Bench.Stand;

/// <summary>
/// The floor of a refusal: writes an answer of the service once more, byte for byte: status, every header, body. It looks at nothing in the request,
/// decides nothing, makes no trace id, writes no audit record and measures nothing.
/// </summary>
internal sealed class CannedAnswer
{
    private KeyValuePair<string, StringValues>[] _headers = [];
    private byte[] _body = [];
    private int _status;

    /// <summary>Takes over an answer of the service.</summary>
    public async Task RecordAsync(HttpResponseMessage answer)
    {
        _status = (int)answer.StatusCode;
        _body = await answer.Content.ReadAsByteArrayAsync();
        _headers =
        [
            .. answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key is not ("Date" or "Transfer-Encoding" or "Content-Length"))
                .Select(header => KeyValuePair.Create(header.Key, new StringValues([.. header.Value]))),
        ];
    }

    public Task AnswerAsync(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = _status;
        foreach (var (name, value) in _headers)
        {
            response.Headers[name] = value;
        }

        return response.Body.WriteAsync(_body, context.RequestAborted).AsTask();
    }
}

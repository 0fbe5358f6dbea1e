using System.Globalization;
using System.Text;

namespace TokenExchange.Emulators.Storage;

/// <summary>An answer of the emulator, before it is written.</summary>
internal sealed record BlobAnswer(int Status)
{
    public StoredBlob? Blob { get; init; }

    public byte[]? Body { get; init; }

    public string ContentType { get; init; } = "application/octet-stream";

    public string? Range { get; init; }

    public string? ErrorCode { get; init; }

    public static BlobAnswer Error(int status, string code) => new(status)
    {
        ErrorCode = code,
        Body = Encoding.UTF8.GetBytes($"<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>{code}</Code><Message>{code}</Message></Error>"),
        ContentType = "application/xml",
    };

    public async Task WriteAsync(HttpContext context, DateTimeOffset now)
    {
        var response = context.Response;
        response.StatusCode = Status;
        response.Headers.Date = now.ToString("R", CultureInfo.InvariantCulture);
        response.Headers["x-ms-version"] = context.Request.Headers["x-ms-version"];
        Add(response.Headers, "x-ms-error-code", ErrorCode);
        Add(response.Headers, "Content-Range", Range);
        if (Blob is { } blob)
        {
            response.Headers.ETag = blob.ETag;
            response.Headers.LastModified = blob.ModifiedAt.ToString("R", CultureInfo.InvariantCulture);
            response.Headers["x-ms-blob-type"] = blob.TypeName;
            response.Headers["x-ms-blob-committed-block-count"] = blob.Blocks.ToString(CultureInfo.InvariantCulture);
        }

        if (Body is { } body)
        {
            response.ContentType = ContentType;
            response.ContentLength = body.Length;
            if (!HttpMethods.IsHead(context.Request.Method))
            {
                await response.Body.WriteAsync(body, context.RequestAborted);
            }
        }
    }

    private static void Add(IHeaderDictionary headers, string name, string? value)
    {
        if (value is not null)
        {
            headers[name] = value;
        }
    }
}

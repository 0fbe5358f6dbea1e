namespace TokenExchange.Tests.Stand;

/// <summary>An answer of the service as a browser received it.</summary>
/// <param name="Method">The method of the request.</param>
/// <param name="Path">The path of the request, as it was sent.</param>
/// <param name="Status">The status.</param>
/// <param name="Code">The header <c>TE-Error</c>; null: it is no error of the service.</param>
/// <param name="MediaType">The media type of the body; null: none.</param>
/// <param name="Body">The body; null: a stream, which is not kept.</param>
internal sealed record SeenAnswer(string Method, string Path, int Status, string? Code, string? MediaType, string? Body)
{
    public static SeenAnswer Of(string method, Uri address, HttpResponseMessage response, string? body) => new(
        method,
        address.OriginalString[address.OriginalString.IndexOf('/', "https://".Length)..].Split('?', '#')[0],
        (int)response.StatusCode,
        response.Headers.TryGetValues("TE-Error", out var codes) ? codes.Single() : null,
        response.Content.Headers.ContentType?.MediaType,
        body);
}

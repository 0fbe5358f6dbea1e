using System.Globalization;
using System.Text;

namespace TokenExchange.Bench.Load;

/// <summary>The bytes of requests, with the headers of a browser's <c>fetch</c>; the same for every server, but for the path and the cookies.</summary>
internal static class Requests
{
    private const string Browser = """
        User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36
        Accept: */*
        Accept-Language: en-GB,en;q=0.9
        Accept-Encoding: gzip, deflate, br, zstd
        Sec-Fetch-Site: same-origin
        Sec-Fetch-Mode: cors
        Sec-Fetch-Dest: empty
        X-CSRF: 1
        """;

    public static byte[] Get(Uri address, string path, string cookies = "") => Encoding.ASCII.GetBytes(Head("GET", address, path, cookies) + "\r\n");

    public static byte[] Post(Uri address, string path, string type, byte[] body, string cookies = "") =>
    [
        .. Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"{Head("POST", address, path, cookies)}Content-Type: {type}\r\nContent-Length: {body.Length}\r\n\r\n")),
        .. body,
    ];

    private static string Head(string method, Uri address, string path, string cookies) =>
        $"{method} {path} HTTP/1.1\r\nHost: {address.Authority}\r\n{Browser.ReplaceLineEndings("\r\n")}\r\n{(cookies.Length > 0 ? $"Cookie: {cookies}\r\n" : "")}";
}

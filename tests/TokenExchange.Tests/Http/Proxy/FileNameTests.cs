using System.Net;
using System.Text;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>The name of a downloaded file reaches the browser whole, in the ASCII form of RFC 6266.</summary>
public sealed class FileNameTests : WireStand
{
    [Theory]
    [InlineData("attachment; filename=\"Übersicht €.pdf\"", "attachment; filename=\"_bersicht _.pdf\"; filename*=UTF-8''%C3%9Cbersicht%20%E2%82%AC.pdf")]
    [InlineData("attachment; filename=\"日本.csv\"; size=7", "attachment; filename=__.csv; size=7; filename*=UTF-8''%E6%97%A5%E6%9C%AC.csv")]
    [InlineData("attachment; filename=\"Übersicht.pdf\"; filename*=UTF-8''own.pdf", "attachment; filename=_bersicht.pdf; filename*=UTF-8''own.pdf")]
    [InlineData("attachment; filename=\"plain.pdf\"; filename*=UTF-8''%C3%9C.pdf", "attachment; filename=\"plain.pdf\"; filename*=UTF-8''%C3%9C.pdf")]
    [InlineData("inline; filename=\"a b.pdf\"", "inline; filename=\"a b.pdf\"")]
    [InlineData("Ü; Ü=\"Ü", "??; ??=\"??")]
    public async Task Bytes_of_UTF_8_become_an_extended_parameter(string sent, string expected) => Assert.Equal(expected, await GetAsync(Encoding.UTF8.GetBytes(sent)));

    [Fact]
    public async Task Bytes_of_ISO_8859_1_are_understood_too() => Assert.Equal(
        "attachment; filename=_.pdf; filename*=UTF-8''%C3%9C.pdf", await GetAsync(Encoding.Latin1.GetBytes("attachment; filename=\"Ü.pdf\"")));

    [Fact]
    public async Task A_huge_name_of_hostile_characters_stays_one_header()
    {
        var name = string.Concat(Enumerable.Repeat("Ü\\\";\u007f", 900));

        var value = await GetAsync(Encoding.UTF8.GetBytes($"attachment; filename=\"{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""));

        Assert.StartsWith("attachment", value, StringComparison.Ordinal);
        Assert.DoesNotContain(value, character => character is < ' ' or > '~');
    }

    [Fact]
    public async Task Other_headers_are_not_decoded() => Assert.Equal("??x", await GetAsync(Encoding.UTF8.GetBytes("Üx"), "X-Request-Id"));

    private async Task<string> GetAsync(byte[] value, string name = "Content-Disposition")
    {
        await using var upstream = new RawUpstream(_ => $"HTTP/1.1 200 OK\r\n{name}: {Encoding.Latin1.GetString(value)}\r\nContent-Length: 2\r\n\r\nok");
        Network.Add("api.example.test", upstream.Way);
        var answers = await SendAsync($"GET /api/proxy/echo/file HTTP/1.1\r\nHost: {Authority}\r\n{await SignedInAsync()}\r\n");
        Assert.Equal(((int)HttpStatusCode.OK, "ok"), (answers[0].Status, answers[0].Body));
        return answers[0].Head.Split("\r\n").Single(line => line.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase))[(name.Length + 2)..];
    }
}

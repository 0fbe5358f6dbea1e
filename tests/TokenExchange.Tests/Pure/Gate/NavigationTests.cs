using Microsoft.AspNetCore.Http;
using TokenExchange.Gate;

namespace TokenExchange.Tests.Pure;

/// <summary>Only a person's own navigation begins a login.</summary>
public sealed class NavigationTests
{
    [Theory]
    [InlineData(null, null, true)]
    [InlineData("navigate", "document", true)]
    [InlineData("navigate", null, true)]
    [InlineData(null, "document", true)]
    [InlineData("navigate", "iframe", false)]
    [InlineData("navigate", "frame", false)]
    [InlineData("navigate", "embed", false)]
    [InlineData("navigate", "object", false)]
    [InlineData("navigate", "", false)]
    [InlineData("no-cors", "image", false)]
    [InlineData("no-cors", "script", false)]
    [InlineData("cors", "empty", false)]
    [InlineData("same-origin", "empty", false)]
    [InlineData("websocket", "websocket", false)]
    [InlineData("Navigate", "document", false)]
    [InlineData("", null, false)]
    [InlineData("navigate,navigate", "document", false)]
    public void A_request_is_a_navigation_by_mode_and_destination(string? mode, string? destination, bool isNavigation)
    {
        var headers = new HeaderDictionary();
        Set(headers, "Sec-Fetch-Mode", mode);
        Set(headers, "Sec-Fetch-Dest", destination);

        var refusal = Navigation.Check(headers);

        Assert.Equal(isNavigation, refusal is null);
        Assert.True(refusal is null or { Code: "request_invalid", Status: 400 });
    }

    [Theory]
    [InlineData("Sec-Purpose", "prefetch")]
    [InlineData("Sec-Purpose", "prefetch;prerender")]
    [InlineData("Sec-Purpose", "")]
    [InlineData("Purpose", "prefetch")]
    public void A_prefetch_begins_nothing(string name, string value)
    {
        var headers = new HeaderDictionary { ["Sec-Fetch-Mode"] = "navigate", ["Sec-Fetch-Dest"] = "document", [name] = value };

        Assert.NotNull(Navigation.Check(headers));
    }

    private static void Set(HeaderDictionary headers, string name, string? value)
    {
        if (value is not null)
        {
            headers[name] = value;
        }
    }
}

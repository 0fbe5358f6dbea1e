using System.Text.Json;
using TokenExchange.EndToEnd.Stand;
using Xunit.Sdk;

namespace TokenExchange.EndToEnd.Browser.Engines;

/// <summary>A page in any engine, by what a person sees and presses; waits for what is not there yet.</summary>
internal class VisiblePage(ITab tab)
{
    public ITab Tab => tab;

    /// <summary>Presses the button whose text begins so.</summary>
    public async Task PressAsync(string text)
    {
        await OffersAsync(text);
        await tab.ClickAsync(PathOf(text));
    }

    /// <summary>Waits for the button whose text begins so, and scrolls to it.</summary>
    public Task OffersAsync(string text) => HoldsAsync(
        $"""
        (button => button?.checkVisibility() && !button.disabled && (button.scrollIntoView({"{ block: 'center' }"}), true))(
          document.evaluate({JsonSerializer.Serialize(PathOf(text))}, document, null, XPathResult.FIRST_ORDERED_NODE_TYPE, null).singleNodeValue)
        """,
        $"the button {text} is there");

    public Task ShowsAsync(string selector, string text) =>
        HoldsAsync($"document.querySelector('{selector}')?.textContent.includes('{text}')", $"{selector} shows {text}");

    public Task IsAtAsync(string address) => HoldsAsync($"location.href === '{address}'", $"the address is {address}");

    /// <summary>Waits until the text of the element is this and nothing else.</summary>
    public Task SaysAsync(string selector, string text) => HoldsAsync(
        $"document.querySelector({JsonSerializer.Serialize(selector)})?.textContent.trim().replace(/\\s+/g, ' ') === {JsonSerializer.Serialize(text)}", $"{selector} says {text}");

    /// <summary>Waits until an expression is true in the page.</summary>
    public async Task HoldsAsync(string condition, string what)
    {
        try
        {
            await Until.TrueAsync(what, async () => await EvaluateAsync(condition) == "true");
        }
        catch (XunitException failure)
        {
            Assert.Fail($"{failure.Message}\n{await EvaluateAsync("location.href + document.body.innerText")}");
        }
    }

    private static string PathOf(string button) => $"//button[starts-with(normalize-space(.), \"{button}\")]";

    /// <summary>Empty while a page gives way to another one.</summary>
    private async Task<string> EvaluateAsync(string expression)
    {
        try
        {
            return await tab.EvaluateAsync(expression);
        }
        catch (EngineException)
        {
            return "";
        }
    }
}

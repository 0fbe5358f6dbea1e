using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using TokenExchange.Gate;

namespace TokenExchange.Tests.Pure;

/// <summary>The whole cross product of the three signs by which a request of ours is known (contract: cross-site rules).</summary>
public sealed class CrossSiteTests
{
    private const string Ours = "https://app.example.com";
    private const string Allowed = "https://spa.example.com";

    private static readonly string[][] Tokens = [[], ["1"], ["0"], [""], ["1 "], ["01"], ["true"], ["1", "1"], ["1,1"]];

    private static readonly string[][] Sites =
        [[], ["same-origin"], ["same-site"], ["cross-site"], ["none"], [""], ["Same-Origin"], ["same-origin "], ["same-origin", "same-origin"], ["same-origin", "cross-site"],
        ["same-origin", ""], ["same-origin, same-origin"], ["SAME-ORIGIN"], ["nonsense"]];

    private static readonly string[][] Origins =
    [
        [], [Ours], [Allowed], ["https://evil.example"], ["null"], [""], ["https://APP.example.com"], [Ours + "/"], [Ours + ":443"], ["http://app.example.com"],
        ["NULL"], ["null", "null"], ["null", Ours], [Ours, "null"], ["null, null"], ["null "],
        [Ours + ".evil.example"], ["https://sub.app.example.com"], [Ours, Ours], [Ours, "https://evil.example"], [$"{Ours}, {Ours}"],
    ];

    private readonly CrossSite _crossSite = new(new GateOptions { PublicOrigin = Origin(Ours), AllowedOrigins = [Origin(Allowed)] });

    public static TheoryData<string[], string[], string[], bool> CrossProduct()
    {
        var product = new TheoryData<string[], string[], string[], bool>();
        foreach (var token in Tokens)
        {
            foreach (var site in Sites)
            {
                foreach (var origin in Origins)
                {
                    product.Add(token, site, origin, IsOfOurs(token, site, origin));
                }
            }
        }

        return product;
    }

    [Theory]
    [MemberData(nameof(CrossProduct))]
    public void All_three_signs_have_to_agree(string[] token, string[] site, string[] origin, bool isAccepted)
    {
        var headers = new HeaderDictionary();
        Add(headers, "X-CSRF", token);
        Add(headers, "Sec-Fetch-Site", site);
        Add(headers, "Origin", origin);

        var refusal = _crossSite.Check(headers);

        Assert.Equal(isAccepted, refusal is null);
        Assert.True(refusal is null or { Code: "csrf_failed", Status: 403 });
    }

    [Fact]
    public void Of_all_combinations_exactly_eight_are_ours() =>
        Assert.Equal(8, Tokens.Sum(token => Sites.Sum(site => Origins.Count(origin => IsOfOurs(token, site, origin)))));

    [Fact]
    public void Without_allowed_origins_a_sibling_site_is_refused()
    {
        var strict = new CrossSite(new GateOptions { PublicOrigin = Origin(Ours) });
        var headers = new HeaderDictionary { ["X-CSRF"] = "1", ["Sec-Fetch-Site"] = "same-site", ["Origin"] = Ours };

        Assert.NotNull(strict.Check(headers));
    }

    /// <summary>The contract's sentence, spelt out as the eight combinations that pass.</summary>
    private static bool IsOfOurs(string[] token, string[] site, string[] origin) => (token, site, origin) switch
    {
        (["1"], [], [] or [Ours] or [Allowed]) => true,
        (["1"], ["same-origin"], [] or [Ours] or [Allowed]) => true,
        (["1"], ["same-origin"], ["null"]) => true, // a page of ours under the policy no-referrer, in Firefox and WebKit
        (["1"], ["same-site"], [Allowed]) => true,
        _ => false,
    };

    private static void Add(HeaderDictionary headers, string name, string[] values)
    {
        if (values.Length > 0)
        {
            headers[name] = new StringValues(values);
        }
    }

    private static PublicOrigin Origin(string text) =>
        PublicOrigin.TryParse(text, false, out var origin) ? origin : throw new ArgumentException(text);
}

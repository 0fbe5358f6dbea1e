using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using TokenExchange.Gate;

namespace TokenExchange.Tests.Pure;

/// <summary>The three signs by which a request of ours is known have to agree (contract: cross-site rules): rows by hand, and a property over all values.</summary>
public sealed class CrossSiteTests
{
    private const string Ours = "https://app.example.com";
    private const string Allowed = "https://spa.example.com";

    private static readonly string[][] Tokens = [["1"], [], ["0"], [""], ["1 "], ["01"], ["true"], ["1", "1"], ["1,1"]];

    private static readonly string[][] Sites =
        [["same-origin"], ["same-site"], [], ["cross-site"], ["none"], [""], ["Same-Origin"], ["same-origin "], ["same-origin", "same-origin"], ["same-origin", "cross-site"],
        ["same-origin", ""], ["same-origin, same-origin"], ["SAME-ORIGIN"], ["nonsense"]];

    private static readonly string[][] Origins =
    [
        [Ours], [Allowed], [], ["null"], ["https://evil.example"], [""], ["https://APP.example.com"], [Ours + "/"], [Ours + ":443"], ["http://app.example.com"],
        ["NULL"], ["null", "null"], ["null", Ours], [Ours, "null"], ["null, null"], ["null "],
        [Ours + ".evil.example"], ["https://sub.app.example.com"], [Ours, Ours], [Ours, "https://evil.example"], [$"{Ours}, {Ours}"],
    ];

    private readonly CrossSite _crossSite = new(new GateOptions { PublicOrigin = Origin(Ours), AllowedOrigins = [Origin(Allowed)] });

    /// <summary>The eight combinations that pass, and beside each the nearest that do not.</summary>
    public static TheoryData<string[], string[], string[], bool> Rows { get; } = new()
    {
        { ["1"], [], [], true },
        { ["1"], [], [Ours], true },
        { ["1"], [], [Allowed], true },
        { ["1"], [], ["null"], false },
        { ["1"], [], ["https://evil.example"], false },
        { [], [], [], false },
        { ["1"], ["same-origin"], [], true },
        { ["1"], ["same-origin"], [Ours], true },
        { ["1"], ["same-origin"], [Allowed], true },
        { ["1"], ["same-origin"], ["null"], true },
        { ["1"], ["same-origin"], ["NULL"], false },
        { ["1"], ["same-origin"], ["null", "null"], false },
        { ["1"], ["same-origin"], [Ours, Ours], false },
        { ["1"], ["same-origin"], [Ours + "/"], false },
        { ["1"], ["same-origin"], [""], false },
        { ["1"], ["same-origin", "same-origin"], [Ours], false },
        { ["1"], ["Same-Origin"], [Ours], false },
        { ["0"], ["same-origin"], [Ours], false },
        { ["1", "1"], ["same-origin"], [Ours], false },
        { ["1"], ["same-site"], [Allowed], true },
        { ["1"], ["same-site"], [Ours], false },
        { ["1"], ["same-site"], [], false },
        { ["1"], ["same-site"], ["null"], false },
        { ["1"], ["cross-site"], [Ours], false },
        { ["1"], ["none"], [], false },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void All_three_signs_have_to_agree(string[] token, string[] site, string[] origin, bool isAccepted)
    {
        var refusal = _crossSite.Check(new Signs(token, site, origin).Headers());

        Assert.Equal(isAccepted, refusal is null);
        Assert.True(refusal is null or { Code: "csrf_failed", Status: 403 });
    }

    [Fact]
    public void Of_all_that_browsers_and_attackers_write_only_the_eight_combinations_of_the_contract_pass() =>
        RandomInput.Hold(
            AnySigns(), signs => _crossSite.Check(signs.Headers()) is { Code: "csrf_failed", Status: 403 } ? !IsOfOurs(signs) : IsOfOurs(signs), tests: 5000);

    [Fact]
    public void Without_allowed_origins_a_sibling_site_is_refused()
    {
        var strict = new CrossSite(new GateOptions { PublicOrigin = Origin(Ours) });

        Assert.NotNull(strict.Check(new Signs(["1"], ["same-site"], [Ours]).Headers()));
    }

    /// <summary>The contract's sentence, spelt out as the eight combinations that pass.</summary>
    private static bool IsOfOurs(Signs signs) => (signs.Token, signs.Site, signs.Origin) switch
    {
        (["1"], [], [] or [Ours] or [Allowed]) => true,
        (["1"], ["same-origin"], [] or [Ours] or [Allowed]) => true,
        (["1"], ["same-origin"], ["null"]) => true, // a page of ours under the policy no-referrer, in Firefox and WebKit
        (["1"], ["same-site"], [Allowed]) => true,
        _ => false,
    };

    /// <summary>The first values of each table, which can pass, as often as all of them; a counterexample shrinks towards the first.</summary>
    private static Arbitrary<Signs> AnySigns()
    {
        static Gen<string[]> Any(string[][] table) => Gen.OneOf(Gen.Elements(table[..4]), Gen.Elements(table));
        return Arb.From(Any(Tokens).SelectMany(token => Any(Sites).SelectMany(site => Any(Origins).Select(origin => new Signs(token, site, origin)))), Simpler);
    }

    private static IEnumerable<Signs> Simpler(Signs signs)
    {
        Signs[] simpler = [signs with { Token = Tokens[0] }, signs with { Site = Sites[0] }, signs with { Origin = Origins[0] }];
        return simpler.Where(other => other != signs);
    }

    private static PublicOrigin Origin(string text) =>
        PublicOrigin.TryParse(text, false, out var origin) ? origin : throw new ArgumentException(text);

    /// <summary>The values of the three headers; none: the header is absent.</summary>
    private sealed record Signs(string[] Token, string[] Site, string[] Origin)
    {
        public HeaderDictionary Headers()
        {
            var headers = new HeaderDictionary();
            foreach (var (name, values) in new[] { ("X-CSRF", Token), ("Sec-Fetch-Site", Site), ("Origin", Origin) }.Where(header => header.Item2.Length > 0))
            {
                headers[name] = new StringValues(values);
            }

            return headers;
        }

        public override string ToString() => $"X-CSRF [{string.Join("|", Token)}] Sec-Fetch-Site [{string.Join("|", Site)}] Origin [{string.Join("|", Origin)}]";
    }
}

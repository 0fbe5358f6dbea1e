using System.Reflection;
using System.Text.RegularExpressions;
using TokenExchange.Tests.Http;
using TokenExchange.Tests.Stand.Providers;

namespace TokenExchange.Tests.Pure;

/// <summary>Each page on a provider has a profile that tests its settings, and all pages have the same structure.</summary>
public sealed partial class ProviderPageTests
{
    private static readonly PropertyInfo[] Profiles = typeof(ProviderProfiles).GetProperties();

    public static TheoryData<string> Pages { get; } = new(PageSettings.Pages);

    [Fact]
    public void Each_page_has_a_profile_and_each_profile_a_page() =>
        Assert.Equal(PageSettings.Pages.Order(), Profiles.Select(property => ((ProviderProfile)property.GetValue(null)!).Page).Distinct().Order());

    [Fact]
    public void Each_profile_has_a_class_of_tests() =>
        Assert.All(Profiles, property => Assert.NotNull(typeof(ProviderProfileTests).Assembly.GetType($"{typeof(ProviderProfileTests).Namespace}.{property.Name}ProfileTests")));

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page_has_the_sections_of_the_others_and_the_date_of_its_check(string page)
    {
        var text = Repository.Read("docs/providers/" + page);

        Assert.Equal(["Register", "Settings", "Known differences", "Signing out", "Sources"], Heading().Matches(text).Select(match => match.Groups[1].Value));
        Assert.Matches("Checked 20[0-9]{2}-[0-9]{2} ", text);
        Assert.Contains("<PublicOrigin>/api/auth/callback", text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void The_index_lists_the_page(string page) => Assert.Contains($"]({page})", Repository.Read("docs/providers/README.md"), StringComparison.Ordinal);

    [GeneratedRegex("^## (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}

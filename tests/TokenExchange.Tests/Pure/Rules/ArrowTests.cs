using System.Text.RegularExpressions;

namespace TokenExchange.Tests.Pure;

/// <summary>Which room may use which: the arrows point one way, and a new one is a decision.</summary>
public sealed partial class ArrowTests
{
    private const string Names = "Login|Proxy|Sessions|SigningKeys|Provider|Secrets|SharedState|Gate|Caching|Failures|Telemetry|Configuration|Events|Health";

    /// <summary>Rooms of the root itself: they know every room, and no room knows them.</summary>
    private static readonly string[] OfTheRoot = ["Configuration", "Events", "Health"];

    public static TheoryData<string, string[]> Rooms { get; } = new()
    {
        { "Login", ["Sessions", "SigningKeys", "Provider", "SharedState", "Gate", "Failures", "Telemetry"] },
        { "Proxy", ["Sessions", "Provider", "Secrets", "Gate", "Caching", "Failures", "Telemetry"] },
        { "Sessions", ["SigningKeys", "Provider", "Secrets", "SharedState", "Gate", "Caching", "Failures", "Telemetry"] },
        { "SigningKeys", ["Provider", "SharedState", "Caching", "Failures", "Telemetry"] },
        { "Provider", ["Secrets", "Caching", "Failures", "Telemetry"] },
        { "Secrets", ["Caching", "Failures", "Telemetry"] },
        { "SharedState", ["Failures"] },
        { "Gate", ["Failures", "Telemetry"] },
        { "Caching", [] },
        { "Failures", [] },
        { "Telemetry", [] },
    };

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_uses_only_what_stands_right_of_it(string room, string[] allowed)
    {
        var used = Repository.Sources("src/TokenExchange/" + room)
            .SelectMany(source => Named().Matches(source.Text).Select(match => match.Groups["room"].Value))
            .Where(name => name != room)
            .ToHashSet(StringComparer.Ordinal);

        Assert.Empty(used.Except(allowed));
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public void No_room_knows_the_root(string room, string[] allowed)
    {
        var ofTheRoot = Repository.Sources("src/TokenExchange").Where(source => source.Path.Count(letter => letter == '/') == 2)
            .Select(source => Path.GetFileNameWithoutExtension(source.Path));
        var text = string.Concat(Repository.Sources("src/TokenExchange/" + room).Select(source => Comment().Replace(source.Text, "")));

        Assert.DoesNotContain(ofTheRoot, name => Regex.IsMatch(text, $@"(?<![.\w""]){name}[.(]"));
        Assert.DoesNotContain(room, allowed);
    }

    [Fact]
    public void Every_folder_is_a_room_that_has_its_arrows()
    {
        var folders = Directory.GetDirectories(Path.Combine(Repository.Root, "src/TokenExchange")).Select(path => Path.GetFileName(path)!).Where(name => name is not ("bin" or "obj"));

        Assert.Equal(
            Rooms.Select(room => (string)room[0]).Concat(OfTheRoot).Order(StringComparer.Ordinal), folders.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_file_stands_in_the_namespace_of_its_room(string room, string[] allowed)
    {
        Assert.All(Repository.Sources("src/TokenExchange/" + room), source => Assert.Contains($"namespace TokenExchange.{room};", source.Text, StringComparison.Ordinal));
        Assert.NotNull(allowed);
    }

    [Theory]
    [InlineData("using TokenExchange.Login;", "Login")]
    [InlineData("using static TokenExchange.Proxy.HeaderTables;", "Proxy")]
    [InlineData("using Alias = TokenExchange.Secrets.SecretValue;", "Secrets")]
    [InlineData("var x = TokenExchange.Gate.Problems.TraceId(y);", "Gate")]
    [InlineData("Failed(Failures.Failure failure)", "Failures")]
    [InlineData("Task<Sessions.Session> x", "Sessions")]
    public void The_rule_sees_an_arrow_when_there_is_one(string code, string room) => Assert.Equal(room, Named().Match(code).Groups["room"].Value);

    [GeneratedRegex($@"\busing (?:static )?TokenExchange\.(?<room>{Names})\b|\bTokenExchange\.(?<room>{Names})\.[A-Z]|(?<=[\s(<])(?<room>{Names})\.[A-Z]\w")]
    private static partial Regex Named();

    [GeneratedRegex("//.*")]
    private static partial Regex Comment();
}

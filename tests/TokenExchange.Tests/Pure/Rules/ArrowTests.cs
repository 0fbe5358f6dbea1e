using System.Text.RegularExpressions;

namespace TokenExchange.Tests.Pure;

/// <summary>Rooms use each other as <see cref="Arrows"/> says, no more and no less.</summary>
public sealed partial class ArrowTests
{
    private static readonly string[] Folders =
    [
        .. Directory.GetDirectories(Path.Combine(Repository.Root, "src/TokenExchange")).Select(path => Path.GetFileName(path)!).Where(name => name is not ("bin" or "obj")),
    ];

    private static readonly string AnyRoom = $"(?<room>{string.Join('|', Folders)})";

    private static readonly Regex Named = new($@"\busing (?:static )?TokenExchange\.{AnyRoom}\b|\bTokenExchange\.{AnyRoom}\.[A-Z]|(?<=[\s(<]){AnyRoom}\.[A-Z]\w");

    public static TheoryData<string> Rooms { get; } = new(Arrows.Table.Select(row => row.Room));

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_uses_exactly_the_rooms_that_its_arrows_point_to(string room)
    {
        var used = Repository.Sources("src/TokenExchange/" + room)
            .SelectMany(source => Named.Matches(source.Text).Select(match => match.Groups["room"].Value))
            .Where(name => name != room)
            .Distinct(StringComparer.Ordinal);

        Assert.Equal(Arrows.Table.Single(row => row.Room == room).Uses.Order(StringComparer.Ordinal), used.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_arrow_points_to_a_later_row_so_that_there_is_no_circle()
    {
        var order = Arrows.Table.Select(row => row.Room).ToList();

        Assert.All(Arrows.Table, row => Assert.All(row.Uses, used => Assert.True(order.IndexOf(used) > order.IndexOf(row.Room), $"{row.Room} --> {used}")));
    }

    [Fact]
    [Trait("Docs", "Generated")]
    public void The_picture_in_the_architecture_is_drawn_from_the_arrows() => GeneratedPart.Check("docs/architecture.md", "rooms", Arrows.Picture());

    [Theory]
    [MemberData(nameof(Rooms))]
    public void No_room_knows_the_root(string room)
    {
        var ofTheRoot = Repository.Sources("src/TokenExchange").Where(source => source.Path.Count(letter => letter == '/') == 2)
            .Select(source => Path.GetFileNameWithoutExtension(source.Path));
        var text = string.Concat(Repository.Sources("src/TokenExchange/" + room).Select(source => Comment().Replace(source.Text, "")));

        Assert.DoesNotContain(ofTheRoot, name => Regex.IsMatch(text, $@"(?<![.\w""]){name}[.(]"));
    }

    [Fact]
    public void Every_folder_is_a_room_that_has_its_arrows() => Assert.Equal(
        Arrows.Table.Select(row => row.Room).Concat(Arrows.OfTheRoot).Order(StringComparer.Ordinal), Folders.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_file_stands_in_the_namespace_of_its_room(string room) => Assert.All(
        Repository.Sources("src/TokenExchange/" + room), source => Assert.Contains($"namespace TokenExchange.{room};", source.Text, StringComparison.Ordinal));

    [Theory]
    [InlineData("using TokenExchange.Login;", "Login")]
    [InlineData("using static TokenExchange.Proxy.HeaderTables;", "Proxy")]
    [InlineData("using Alias = TokenExchange.Secrets.SecretValue;", "Secrets")]
    [InlineData("var x = TokenExchange.Gate.Problems.TraceId(y);", "Gate")]
    [InlineData("Failed(Failures.Failure failure)", "Failures")]
    [InlineData("Task<Sessions.Session> x", "Sessions")]
    public void The_rule_sees_an_arrow_when_there_is_one(string code, string room) => Assert.Equal(room, Named.Match(code).Groups["room"].Value);

    [GeneratedRegex("//.*")]
    private static partial Regex Comment();
}

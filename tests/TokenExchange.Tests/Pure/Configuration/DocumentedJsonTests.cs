using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using TokenExchange.Configuration;
using TokenExchange.Failures;
using TokenExchange.Rotations;

namespace TokenExchange.Tests.Pure;

/// <summary>Every block of JSON in a page is what the page says that it is: settings that start the service, a plan of rotations, an answer of the service or of its tools.</summary>
public sealed class DocumentedJsonTests
{
    public static TheoryData<string, string> Blocks { get; } = new(DocumentedBlocks.All.Where(block => block.Language == "json").Select(block => (block.Place, DocumentedBlocks.Json(block.Text))));

    [Theory]
    [MemberData(nameof(Blocks))]
    public void A_block_is_valid(string place, string block)
    {
        var json = (JsonObject)JsonNode.Parse(block)!;

        var problems = json switch
        {
            _ when json.ContainsKey("TokenExchange") => SettingsProblems(block),
            _ when json.ContainsKey("secrets") => PlanProblems(json),
            _ when json["rotationPlan"]?["value"] is { } plan => PlanProblems(plan),
            _ when json.ContainsKey("rotationPolicies") || json.ContainsKey("serviceSettings") => ParameterProblems(json), // settings in it: DocumentedSettingsTests
            _ when json.ContainsKey("code") => ErrorProblems(json),
            _ when json.ContainsKey("findings") => Missing(json["findings"]![0]!, "check", "subject", "verdict", "found", "todo"),
            _ when json.ContainsKey("checks") => [.. json["checks"]!.AsObject().SelectMany(check => Missing(check.Value!, "status"))],
            _ when json.ContainsKey("/api") => [], // a proxy of the Angular CLI, which RecipeTests runs
            _ when json.ContainsKey("forwardingGateway") => [], // a part of staticwebapp.config.json, which only Azure reads
            _ => ["This is nothing that a test knows."],
        };

        Assert.True(problems.Count == 0, $"{place}: {string.Join(' ', problems)}");
    }

    [Fact]
    public void Blocks_are_found() => Assert.InRange(Blocks.Count, 10, 1000);

    /// <summary>Nothing is added: who copies it has to be able to start.</summary>
    private static IReadOnlyList<string> SettingsProblems(string block)
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(block));
        try
        {
            Settings.Read(new ConfigurationBuilder().AddJsonStream(file).Build(), isDevelopment: false);
            return [];
        }
        catch (ConfigurationException wrong)
        {
            return wrong.Problems;
        }
    }

    private static IReadOnlyList<string> PlanProblems(JsonNode plan)
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(plan.ToJsonString()));
        return RotationPlan.TryRead(file, allowsLoopback: false, out var problem) is null ? [problem] : [];
    }

    private static IReadOnlyList<string> ParameterProblems(JsonObject parameters)
    {
        var template = Repository.Read("infra/main.bicep");
        return [.. parameters.Where(parameter => !template.Contains($"\nparam {parameter.Key} ", StringComparison.Ordinal) || parameter.Value?["value"] is null).Select(parameter => parameter.Key)];
    }

    private static IReadOnlyList<string> ErrorProblems(JsonObject error)
    {
        var (code, status, title) = ((string)error["code"]!, (int)error["status"]!, (string)error["title"]!);
        var known = Catalogue.Find(code, status);
        return (known.Code, known.Title, $"urn:token-exchange:error:{code}") == (code, title, (string?)error["type"]) ? [] : ["This is not an error of the catalogue."];
    }

    private static IReadOnlyList<string> Missing(JsonNode json, params string[] members) => [.. members.Where(member => !json.AsObject().ContainsKey(member))];
}

using TokenExchange.Tests.Pure;
using TokenExchange.Tests.Stand;

namespace TokenExchange.Tests.Http;

/// <summary>The check that compares each answer with the OpenAPI document sees the answers.</summary>
[StateIndependent]
public sealed class AnswerCheckTests : TestStand
{
    [Fact]
    public async Task The_answers_of_a_login_and_of_a_refusal_are_compared()
    {
        var browser = NewBrowser();
        await browser.SignInAsync();
        await browser.FetchAsync("GET", "/api/proxy/unknown/x?a=b");

        var answers = browser.Answers;

        Assert.Equal(
            ["POST /api/auth/login 200 ", "POST /api/auth/exchange 200 ", "GET /api/proxy/unknown/x 404 route_unknown"],
            answers.Select(answer => $"{answer.Method} {answer.Path} {answer.Status} {answer.Code}"));
        Assert.All(answers, answer => Assert.Single(AnswerCheck.Faults(answer with { Code = answer.Code ?? "", Status = 418 })));
        Assert.All(answers, answer => Assert.NotEmpty(AnswerCheck.Faults(answer with { Body = "{}" })));
    }
}

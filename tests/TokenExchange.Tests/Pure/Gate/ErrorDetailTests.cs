using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using TokenExchange.Failures;
using TokenExchange.Gate;

namespace TokenExchange.Tests.Pure;

/// <summary>Each error of the catalogue: its detail names what decides it, and is in the answer in Development only.</summary>
public sealed partial class ErrorDetailTests
{
    private static readonly Dictionary<string, Failure> Catalogued = typeof(Catalogue).GetProperties(BindingFlags.Public | BindingFlags.Static)
        .ToDictionary(property => property.Name, property => (Failure)property.GetValue(null)!);

    /// <summary>Errors that no setting decides.</summary>
    private static readonly string[] WithoutSetting = [nameof(Catalogue.RequestInvalid), nameof(Catalogue.TransactionExpired), nameof(Catalogue.LoginRequired),
        nameof(Catalogue.LoginCancelled), nameof(Catalogue.UnsupportedMediaType), nameof(Catalogue.InternalError)];

    public static TheoryData<string> Names { get; } = [.. Catalogued.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task In_production_no_answer_has_a_detail(string name)
    {
        var problem = await AnswerAsync(Catalogued[name].WithReason("A reason."), isShown: false);

        Assert.False(problem.TryGetProperty("detail", out _));
        Assert.Equal(Catalogued[name].Title, problem.GetProperty("title").GetString());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task In_Development_each_answer_has_the_reason_and_what_decides(string name)
    {
        var problem = await AnswerAsync(Catalogued[name].WithReason("A reason."), isShown: true);

        Assert.Equal($"A reason. {Catalogued[name].Advice}", problem.GetProperty("detail").GetString());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_names_settings_that_exist_or_is_decided_by_none(string name)
    {
        var settings = Setting().Matches(Catalogued[name].Advice).Select(match => match.Value.Replace("{id}", "<id>", StringComparison.Ordinal)).ToList();

        Assert.Equal(WithoutSetting.Contains(name), settings.Count == 0);
        Assert.DoesNotContain(settings, setting => SettingNames.Unknown($"{Survey.Root}:{setting}").Any());
    }

    [Fact]
    public async Task Of_an_outage_the_cause_is_named_without_its_message()
    {
        var outage = new OutageException(Catalogue.VaultUnavailable, new HttpRequestException(HttpRequestError.NameResolutionError, "secret"));

        var problem = await AnswerAsync(_ => throw outage, isShown: true);

        Assert.EndsWith(" Cause: HttpRequestException (NameResolutionError).", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_defect_nothing_of_the_exception_is_shown()
    {
        var problem = await AnswerAsync(_ => throw new InvalidOperationException("secret"), isShown: true);

        Assert.Equal(Catalogue.InternalError.Advice, problem.GetProperty("detail").GetString());
    }

    private static Task<JsonElement> AnswerAsync(Failure failure, bool isShown) => AnswerAsync(_ => Task.FromResult<Failure?>(failure), isShown);

    private static async Task<JsonElement> AnswerAsync(Func<HttpContext, Task<Failure?>> handle, bool isShown)
    {
        var (telemetry, body) = (new PaperTelemetry(TimeProvider.System), new MemoryStream());
        var context = new DefaultHttpContext { Response = { Body = body } };
        using var measure = telemetry.Begin(context);

        await new ErrorBoundary(new Refusals(telemetry.Audit, telemetry.Logger<Refusals>()), new ErrorDetail(isShown)).RunAsync(context, handle);

        return JsonDocument.Parse(body.ToArray()).RootElement;
    }

    [GeneratedRegex(@"\b(PublicOrigin|AllowedOrigins|Proxy:Routes:\{id\}:\w+|[A-Z]\w+(:[A-Z]\w+)+)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Setting();
}

using System.Globalization;
using System.Security.Authentication;
using System.Text.RegularExpressions;

namespace TokenExchange.Operations.Doctor.After;

/// <summary>Connects, with TLS, and looks at the certificate's days and at HSTS.</summary>
internal sealed partial class ConnectionExamination(Front front, TimeProvider clock) : IExamination
{
    private static readonly TimeSpan CertificateSoon = TimeSpan.FromDays(14);

    private static readonly TimeSpan LeastHsts = TimeSpan.FromDays(180);

    public IReadOnlyList<Check> Makes { get; } = [Checks.Reachable, Checks.Tls, Checks.Hsts];

    /// <summary>Whether there is something to examine.</summary>
    public bool IsReachable { get; private set; }

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/{Routes.Prefix}/{Routes.Live}");
        try
        {
            var answer = await front.SendAsync(request, cancellationToken);
            IsReachable = true;
            return [Checks.Reachable.Ok("The front answers."), Tls(request.Options), Hsts(answer)];
        }
        catch (HttpRequestException cause)
            when (cause.HttpRequestError == HttpRequestError.SecureConnectionError || cause.GetBaseException() is AuthenticationException)
        {
            return
            [
                Checks.Reachable.Ok("Something listens."),
                Checks.Tls.Failed(
                    "TLS fails: the certificate is not valid for this name, not trusted, revoked or expired.",
                    "Renew or correct the front's certificate."),
                Checks.Hsts.Skipped("Without TLS there is no answer to look at."),
            ];
        }
        catch (HttpRequestException cause)
        {
            return
            [
                Checks.Reachable.Failed(
                    $"The front does not answer: {NetworkFault.Describe(cause)}.",
                    "Check the address, its name in DNS, and that a new front has had some minutes."),
                Checks.Tls.Skipped("The front cannot be reached."),
                Checks.Hsts.Skipped("The front cannot be reached."),
            ];
        }
    }

    private Finding Tls(HttpRequestOptions options)
    {
        if (!front.IsTls)
        {
            return front.IsLoopback
                ? Checks.Tls.Skipped("Loopback needs no TLS.")
                : Checks.Tls.Failed(
                    "The address is http: browsers will not keep the cookies.",
                    "Give the front a certificate and use its https address.");
        }

        if (!options.TryGetValue(FrontWay.CertificateEnd, out var end))
        {
            return Checks.Tls.Ok("The connection is protected.");
        }

        var found = $"The certificate is valid for {(int)(end - clock.GetUtcNow()).TotalDays} more days.";
        return end - clock.GetUtcNow() < CertificateSoon
            ? Checks.Tls.Warning(found, "See why it has not been renewed: managed certificates renew themselves weeks before.")
            : Checks.Tls.Ok(found);
    }

    private Finding Hsts(FrontAnswer answer)
    {
        if (!front.IsTls)
        {
            return Checks.Hsts.Skipped("Browsers ignore it over http.");
        }

        var match = answer.Header("Strict-Transport-Security") is [var header] ? MaxAge().Match(header) : Match.Empty;
        if (!match.Success)
        {
            return Checks.Hsts.Failed(
                "Strict-Transport-Security is missing or comes twice.",
                "The service writes it: let the front pass it, and write it in one place only.");
        }

        var life = TimeSpan.FromSeconds(long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
        return life < LeastHsts
            ? Checks.Hsts.Warning($"It holds for {(int)life.TotalDays} days only.", "Let the front pass the service's own value, a year.")
            : Checks.Hsts.Ok($"It holds for {(int)life.TotalDays} days.");
    }

    [GeneratedRegex("(?:^|;)\\s*max-age=\"?([0-9]{1,10})\"?", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex MaxAge();
}

using System.Globalization;
using System.Security.Authentication;
using System.Text.RegularExpressions;
using TokenExchange.Rotations.Vault;

namespace TokenExchange.Operations.Doctor.After;

/// <summary>Connects with TLS, and checks the certificate's expiry and HSTS.</summary>
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
            return [Checks.Reachable.Ok("The front responds."), Tls(request.Options), Hsts(answer)];
        }
        catch (HttpRequestException cause)
            when (cause.HttpRequestError == HttpRequestError.SecureConnectionError || cause.GetBaseException() is AuthenticationException)
        {
            return
            [
                Checks.Reachable.Ok("The port accepts connections."),
                Checks.Tls.Failed(
                    "TLS fails: the certificate is not valid for this name, not trusted, revoked or expired.",
                    "Renew or correct the front's certificate."),
                Checks.Hsts.Skipped("Not checked, because TLS failed."),
            ];
        }
        catch (HttpRequestException cause)
        {
            return
            [
                Checks.Reachable.Failed(
                    $"The front does not respond: {NetworkFault.Describe(cause)}.",
                    "Check the address and its name in DNS. A new front takes some minutes to become available."),
                Checks.Tls.Skipped("The front is not reachable."),
                Checks.Hsts.Skipped("The front is not reachable."),
            ];
        }
    }

    private Finding Tls(HttpRequestOptions options)
    {
        if (!front.IsTls)
        {
            return front.IsLoopback
                ? Checks.Tls.Skipped("TLS is not needed on loopback.")
                : Checks.Tls.Failed(
                    "The address is http: browsers will reject the cookies.",
                    "Give the front a certificate and use its https address.");
        }

        if (!options.TryGetValue(FrontWay.CertificateEnd, out var end))
        {
            return Checks.Tls.Ok("The connection uses TLS.");
        }

        var found = $"The certificate expires in {(int)(end - clock.GetUtcNow()).TotalDays} days.";
        return end - clock.GetUtcNow() < CertificateSoon
            ? Checks.Tls.Warning(found, "Find out why it has not been renewed: managed certificates are renewed weeks before they expire.")
            : Checks.Tls.Ok(found);
    }

    private Finding Hsts(FrontAnswer answer)
    {
        if (!front.IsTls)
        {
            return Checks.Hsts.Skipped("Browsers ignore HSTS over http.");
        }

        var match = answer.Header("Strict-Transport-Security") is [var header] ? MaxAge().Match(header) : Match.Empty;
        if (!match.Success)
        {
            return Checks.Hsts.Failed(
                "Strict-Transport-Security is missing or present twice.",
                "The service sends it: let the front forward it, and do not add it a second time.");
        }

        var life = TimeSpan.FromSeconds(long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
        return life < LeastHsts
            ? Checks.Hsts.Warning($"HSTS is valid for only {(int)life.TotalDays} days.", "Let the front forward the service's value, one year.")
            : Checks.Hsts.Ok($"HSTS is valid for {(int)life.TotalDays} days.");
    }

    [GeneratedRegex("(?:^|;)\\s*max-age=\"?([0-9]{1,10})\"?", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex MaxAge();
}

using System.Text.RegularExpressions;
using TokenExchange.Proxy;

namespace TokenExchange.Configuration;

/// <summary>Reads which sign-in a route of the proxy requires.</summary>
internal static partial class SignInSettings
{
    private const string Remedy = "Remove it, or AllowAnonymous: only a session says how its user signed in.";

    public static ProxyRouteOptions Read(SettingsReader route, ProxyRouteOptions options)
    {
        var read = options with
        {
            Acr = route.Optional("Acr"),
            MaxAge = route.Duration("MaxAge", TimeSpan.FromMinutes(1), TimeSpan.FromDays(365)),
        };
        if (read.Acr is { } acr && !AcrValues().IsMatch(acr))
        {
            route.Complain("Acr", "is not a list of acr values.", "Write values of visible ASCII characters, separated by one blank each, 512 characters at most, for example \"urn:example:mfa\".");
        }

        if (options.AllowAnonymous)
        {
            Refuse(route, "Acr", read.Acr is not null);
            Refuse(route, "MaxAge", read.MaxAge is not null);
        }

        return read;
    }

    private static void Refuse(SettingsReader route, string key, bool isSet)
    {
        if (isSet)
        {
            route.Complain(key, "is set on a route that may be called without a session.", Remedy);
        }
    }

    /// <summary>As an API's demand is read (<see cref="StepUpChallenge"/>), so that a login takes it.</summary>
    [GeneratedRegex(@"^(?=.{1,512}\z)[!#-\[\]-~]+(?: [!#-\[\]-~]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex AcrValues();
}

using TokenExchange.Login;
using TokenExchange.Provider;
using TokenExchange.Sessions;

namespace TokenExchange.Configuration;

/// <summary>Reads the settings of logins and sessions.</summary>
internal static class SessionSettings
{
    private const string ServerCallback = $"/{Routes.Prefix}/{Routes.Callback}";

    public static LoginOptions ReadLogin(SettingsReader section, ProviderOptions provider)
    {
        var defaults = new LoginOptions();
        var options = defaults with
        {
            CallbackPath = section.LocalPath("CallbackPath", defaults.CallbackPath),
            ErrorPath = section.LocalPath("ErrorPath", defaults.ErrorPath),
            DefaultReturnPath = section.LocalPath("DefaultReturnPath", defaults.DefaultReturnPath),
            PostLogoutPath = section.LocalPath("PostLogoutPath", defaults.PostLogoutPath),
            PageParameters = PageParameters(section),
        };
        if (provider.ResponseMode == ResponseMode.FormPost && options.CallbackPath != ServerCallback)
        {
            section.Complain("CallbackPath", "cannot receive a form_post response.", $"Write \"{ServerCallback}\", or set Provider:ResponseMode to \"query\".");
        }

        CheckIsPage(section, "ErrorPath", options.ErrorPath);
        CheckIsPage(section, "DefaultReturnPath", options.DefaultReturnPath);
        return options;
    }

    /// <summary>A route of this service is not a page: <c>/api/auth/login</c> as the error page would redirect to itself without end in an outage.</summary>
    private static void CheckIsPage(SettingsReader section, string key, string path)
    {
        if (path.StartsWith($"/{Routes.Prefix}/", StringComparison.OrdinalIgnoreCase))
        {
            section.Complain(key, "is a route of this service.", "Write the path of a page of the application, for example \"/\".");
        }
    }

    private static IReadOnlyList<string> PageParameters(SettingsReader section)
    {
        var names = section.List("PageParameters", "names of parameters");
        for (var i = 0; i < names.Count; i++)
        {
            if (ReservedParameters.IsNeverOfPage(names[i]))
            {
                section.Complain($"PageParameters:{i}", "is a parameter that this service sets.", "Remove it: login_hint, prompt, acr_values, max_age, ui_locales and claims have members of their own, and the others belong to the protocol.");
            }
        }

        return names;
    }

    public static SessionsOptions ReadSessions(SettingsReader section)
    {
        var options = new SessionsOptions { KeySecretName = section.SecretName("KeySecretName") };
        var absolute = section.Duration("AbsoluteLifetime", options.AbsoluteLifetime, TimeSpan.FromMinutes(1), TimeSpan.FromDays(30));
        var idle = options.IdleLifetime < absolute ? options.IdleLifetime : absolute;
        return options with
        {
            CookieName = section.CookieName("CookieName", options.CookieName),
            AbsoluteLifetime = absolute,
            NotBefore = section.Moment("NotBefore"),
            IdleLifetime = section.Duration("IdleLifetime", idle, TimeSpan.FromSeconds(1), absolute),
            Claims = section.List("Claims", "names of claims", options.Claims),
            RefreshBeforeExpiry = section.Duration("RefreshBeforeExpiry", options.RefreshBeforeExpiry, TimeSpan.Zero, TimeSpan.FromMinutes(30)),
            CacheSize = (int)section.Number("CacheSize", options.CacheSize, 0, 100_000),
        };
    }
}

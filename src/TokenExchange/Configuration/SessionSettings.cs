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
        };
        if (provider.ResponseMode == ResponseMode.FormPost && options.CallbackPath != ServerCallback)
        {
            section.Complain("CallbackPath", "cannot receive a form_post response.", $"Write \"{ServerCallback}\", or set Provider:ResponseMode to \"query\".");
        }

        return options;
    }

    public static SessionsOptions ReadSessions(SettingsReader section)
    {
        var options = new SessionsOptions { KeySecretName = section.SecretName("KeySecretName") };
        var absolute = section.Duration("AbsoluteLifetime", options.AbsoluteLifetime, TimeSpan.FromMinutes(1), TimeSpan.FromDays(30));
        var idle = options.IdleLifetime < absolute ? options.IdleLifetime : absolute;
        return options with
        {
            AbsoluteLifetime = absolute,
            NotBefore = section.Moment("NotBefore"),
            IdleLifetime = section.Duration("IdleLifetime", idle, TimeSpan.FromSeconds(1), absolute),
            Claims = section.List("Claims", "names of claims", options.Claims),
            RefreshBeforeExpiry = section.Duration("RefreshBeforeExpiry", options.RefreshBeforeExpiry, TimeSpan.Zero, TimeSpan.FromMinutes(30)),
        };
    }
}

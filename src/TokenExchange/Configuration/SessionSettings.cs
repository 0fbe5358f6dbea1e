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
        var options = new LoginOptions
        {
            CallbackPath = section.LocalPath("CallbackPath", ServerCallback),
            ErrorPath = section.LocalPath("ErrorPath", "/"),
            DefaultReturnPath = section.LocalPath("DefaultReturnPath", "/"),
            PostLogoutPath = section.LocalPath("PostLogoutPath", "/"),
        };
        if (provider.ResponseMode == ResponseMode.FormPost && options.CallbackPath != ServerCallback)
        {
            section.Complain("CallbackPath", "cannot receive a form_post response.", $"Write \"{ServerCallback}\", or set Provider:ResponseMode to \"query\".");
        }

        return options;
    }

    public static SessionsOptions ReadSessions(SettingsReader section)
    {
        var absolute = section.Duration("AbsoluteLifetime", TimeSpan.FromHours(8), TimeSpan.FromMinutes(1), TimeSpan.FromDays(30));
        var idle = TimeSpan.FromHours(1) < absolute ? TimeSpan.FromHours(1) : absolute;
        return new SessionsOptions
        {
            KeySecretName = section.SecretName("KeySecretName"),
            AbsoluteLifetime = absolute,
            NotBefore = section.Moment("NotBefore"),
            IdleLifetime = section.Duration("IdleLifetime", idle, TimeSpan.FromSeconds(1), absolute),
            Claims = section.List("Claims", "names of claims", "name"),
            RefreshBeforeExpiry = section.Duration("RefreshBeforeExpiry", TimeSpan.FromMinutes(1), TimeSpan.Zero, TimeSpan.FromMinutes(30)),
        };
    }
}

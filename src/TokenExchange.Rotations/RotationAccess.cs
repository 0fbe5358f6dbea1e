using Azure.Core;
using Azure.Identity;

namespace TokenExchange.Rotations;

/// <summary>The connection to Microsoft Graph and to APIs, and the account of the process. Tests supply their own.</summary>
internal sealed record RotationAccess(HttpMessageHandler Connection, TokenCredential Account)
{
    /// <summary>Without redirects, which could lead a credential elsewhere.</summary>
    private static readonly SocketsHttpHandler Direct = new() { AllowAutoRedirect = false, UseCookies = false, ActivityHeadersPropagator = null };

    /// <summary>This machine: the account that is signed in, or the pipeline's federated identity.</summary>
    public static RotationAccess Machine { get; } = As(new DefaultAzureCredential());

    /// <summary>A connection as this account.</summary>
    public static RotationAccess As(TokenCredential account) => new(Direct, account);
}

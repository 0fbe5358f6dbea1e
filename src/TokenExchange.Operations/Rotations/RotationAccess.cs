using Azure.Core;
using Azure.Identity;

namespace TokenExchange.Operations.Rotations;

/// <summary>The connection to Microsoft Graph and to APIs, and the account of the process. Tests supply their own.</summary>
internal sealed record RotationAccess(HttpMessageHandler Connection, TokenCredential Account)
{
    /// <summary>This machine: the account that is signed in, the pipeline's federated identity, or the managed identity.</summary>
    public static RotationAccess Machine { get; } = new(
        new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ActivityHeadersPropagator = null }, new DefaultAzureCredential());
}

namespace TokenExchange.Provider;

/// <summary>Which addresses may be called: https everywhere; http on loopback in development alone.</summary>
internal sealed record TransportRules(bool AllowLoopbackHttp)
{
    public bool Allows(Uri address) =>
        address.IsAbsoluteUri && address.UserInfo.Length == 0 && address.Fragment.Length == 0
        && (address.Scheme == Uri.UriSchemeHttps || (AllowLoopbackHttp && address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));
}

namespace TokenExchange.Provider;

/// <summary>Which addresses may be called: https; http on loopback only in development.</summary>
internal sealed record TransportRules(bool AllowLoopbackHttp)
{
    public bool Allows(Uri address) =>
        address.IsAbsoluteUri && address.UserInfo.Length == 0 && address.Fragment.Length == 0
        && (address.Scheme == Uri.UriSchemeHttps || (AllowLoopbackHttp && address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));
}

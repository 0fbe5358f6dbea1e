using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace TokenExchange.Gate;

/// <summary>A web origin (RFC 6454): scheme, host and port only. The public origin comes from configuration, never from <c>Host</c> or <c>X-Forwarded-*</c>.</summary>
internal sealed record PublicOrigin
{
    private PublicOrigin(string value) => Value = value;

    /// <summary>The serialized origin, as a browser sends it in <c>Origin</c>.</summary>
    public string Value { get; }

    /// <summary>
    /// Reads an origin: https, or http on a loopback host when <paramref name="allowLoopbackHttp"/>; no path, query, fragment or user.
    /// </summary>
    public static bool TryParse(string? text, bool allowLoopbackHttp, [NotNullWhen(true)] out PublicOrigin? origin)
    {
        origin = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.PathAndQuery != "/" || uri.Fragment.Length > 0 || uri.UserInfo.Length > 0
            || !Ascii.IsValid(text) || text.Contains('\\', StringComparison.Ordinal) || text.EndsWith('?') || text.EndsWith('#'))
        {
            return false;
        }

        if (uri.Scheme != Uri.UriSchemeHttps && !(allowLoopbackHttp && uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
        {
            return false;
        }

        origin = new PublicOrigin(uri.GetLeftPart(UriPartial.Authority));
        return true;
    }

    /// <summary>The absolute URL of a path of this origin.</summary>
    public string At(string path) => Value + path;

    /// <inheritdoc/>
    public override string ToString() => Value;
}

using System.Buffers.Text;
using System.Security.Cryptography;

namespace TokenExchange.Sessions;

/// <summary>What a payload belongs to: it opens for no other cookie and no other session.</summary>
internal readonly record struct TicketPlace(string Cookie, string SessionId);

/// <summary>
/// Seals the payload of a ticket under a key that its secret gives. The secret is in the sealed cookie alone: who reads the store opens nothing, not even with
/// the session key.
/// </summary>
/// <remarks>
/// The secret is derived from the content, so that the answers of several instances to one refresh have the same ticket and write the same entry. Knowing the
/// content does not give it: the session's 128 random bits are part of the input.
/// </remarks>
internal sealed class TicketSeal(SealContext context)
{
    /// <summary>The secret of the ticket for a payload.</summary>
    public string SecretOf(TicketPlace place, byte[] payload) =>
        Base64Url.EncodeToString(Derive("secret", place.Cookie, place.SessionId, Convert.ToHexStringLower(SHA256.HashData(payload))));

    /// <summary>The name of the entry; says nothing about session or payload.</summary>
    public string NameOf(string secret) => "ticket/" + Convert.ToHexStringLower(Derive("name", secret).AsSpan(0, 16));

    public byte[] Close(TicketPlace place, string secret, byte[] payload) => AeadFrame.Close(KeyOf(place, secret), payload);

    /// <summary>The payload; null when the bytes were sealed for another cookie, session or ticket.</summary>
    public byte[]? Open(TicketPlace place, string secret, ReadOnlySpan<byte> frame) => AeadFrame.Open(KeyOf(place, secret), frame);

    private byte[] KeyOf(TicketPlace place, string secret) => Derive("key", place.Cookie, place.SessionId, secret);

    private byte[] Derive(string purpose, params IEnumerable<string> parts) => ResultKey.Derive("ticket 1 " + purpose, context.Deployment, parts);
}

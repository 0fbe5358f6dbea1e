using System.Security.Cryptography;
using System.Text;

namespace TokenExchange.Sessions;

/// <summary>The key of a stored result, from what only those know who may open it (HKDF, RFC 5869).</summary>
internal static class ResultKey
{
    /// <param name="info">What the key is for.</param>
    /// <param name="prefix">What precedes the parts.</param>
    /// <param name="parts">Each with its length before it, so that no two inputs have the same bytes.</param>
    public static byte[] Derive(string info, string prefix, params IEnumerable<string> parts) => HKDF.DeriveKey(
        HashAlgorithmName.SHA256,
        Encoding.UTF8.GetBytes(prefix + string.Concat(parts.Select(part => $" {part.Length}:{part}"))),
        32,
        info: Encoding.UTF8.GetBytes("token-exchange " + info));
}

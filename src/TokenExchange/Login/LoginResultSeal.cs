using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using TokenExchange.Provider;
using TokenExchange.Sessions;

namespace TokenExchange.Login;

/// <summary>
/// Seals the result of a login under a key that code and <c>code_verifier</c> give: the verifier is only in the browser's transaction cookie, so that the store
/// alone opens nothing. Beside it the return path, under a key that state and code give, for a browser whose transaction cookie is gone already.
/// </summary>
/// <remarks>Form: length 4 (big-endian) | sealed return path | sealed result.</remarks>
internal sealed class LoginResultSeal(ProviderOptions provider)
{
    /// <summary>The name under which the result of this transaction is kept; says nothing about it.</summary>
    public string NameOf(string state) => "login/" + Convert.ToHexStringLower(Derive("name", state));

    public byte[] Close(Transaction transaction, string? code, LoginResult result)
    {
        var path = AeadFrame.Close(Derive("path", transaction.State, code ?? ""), Encoding.UTF8.GetBytes(transaction.ReturnPath));
        var content = AeadFrame.Close(
            KeyOf(transaction, code), JsonSerializer.SerializeToUtf8Bytes(StoredLoginResult.Of(result), LoginJson.Sealed.StoredLoginResult));
        var bytes = new byte[sizeof(int) + path.Length + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, path.Length);
        path.CopyTo(bytes, sizeof(int));
        content.CopyTo(bytes, sizeof(int) + path.Length);
        return bytes;
    }

    /// <summary>The result; null when the bytes were sealed for another code or transaction.</summary>
    public LoginResult? Open(Transaction transaction, string? code, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Split(bytes, out _, out var content) && AeadFrame.Open(KeyOf(transaction, code), content) is { } plaintext
                ? JsonSerializer.Deserialize(plaintext, LoginJson.Sealed.StoredLoginResult)?.ToResult()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The return path of a transaction that was completed with this code, or by an error; null when the bytes were sealed for another one.</summary>
    public string? OpenPath(string state, string? code, ReadOnlySpan<byte> bytes) =>
        Split(bytes, out var path, out _) && AeadFrame.Open(Derive("path", state, code ?? ""), path) is { } plaintext ? Encoding.UTF8.GetString(plaintext) : null;

    private static bool Split(ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> path, out ReadOnlySpan<byte> content)
    {
        path = content = default;
        if (bytes.Length < sizeof(int) || BinaryPrimitives.ReadInt32BigEndian(bytes) is not (>= 0 and var length) || length > bytes.Length - sizeof(int))
        {
            return false;
        }

        path = bytes.Slice(sizeof(int), length);
        content = bytes[(sizeof(int) + length)..];
        return true;
    }

    private byte[] KeyOf(Transaction transaction, string? code) => Derive("result", transaction.State, code ?? "", transaction.CodeVerifier);

    private byte[] Derive(string purpose, params IEnumerable<string> parts) =>
        ResultKey.Derive("login 1 " + purpose, "", [provider.ClientId, provider.Issuer, .. parts]);
}

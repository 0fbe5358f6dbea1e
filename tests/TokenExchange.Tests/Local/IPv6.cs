using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace TokenExchange.Tests.Local;

/// <summary>A test of IPv6 loopback; skipped where the machine has none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class IPv6FactAttribute : FactAttribute
{
    public IPv6FactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) =>
        Skip = IPv6.Missing;
}

/// <summary>A test of IPv6 loopback with several rows.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class IPv6TheoryAttribute : TheoryAttribute
{
    public IPv6TheoryAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) =>
        Skip = IPv6.Missing;
}

/// <summary>Whether the machine has it.</summary>
internal static class IPv6
{
    public static string? Missing { get; } = Look();

    private static string? Look()
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
            return null;
        }
        catch (SocketException)
        {
            return "There is no [::1] here.";
        }
    }
}

using System.Text;

namespace TokenExchange.EndToEnd.Functions.Host;

/// <summary>A record of the worker's log as the host receives it: levels from 0, trace, to 5, critical; and all that crossed, exceptions too, as text.</summary>
internal sealed record WorkerLog(string Category, long Level, string Message, string Everything)
{
    public static WorkerLog Read(byte[] bytes)
    {
        var log = Host.Message.Read(bytes); // RpcLog
        return new WorkerLog(log.Text(2), log.Number(3), log.Text(4), Encoding.UTF8.GetString(bytes));
    }
}

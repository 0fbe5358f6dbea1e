using System.Text;

namespace TokenExchange.Operations.Hooks;

/// <summary>Reads one line from the terminal without showing it.</summary>
internal static class HiddenInput
{
    public static async Task<string?> ReadAsync(string prompt, CancellationToken cancellationToken)
    {
        if (Console.IsInputRedirected)
        {
            return null;
        }

        await Console.Error.WriteAsync(prompt);

        // Waiting for a key cannot be cancelled: on Ctrl+C the process ends while the thread still waits.
        var line = await Task.Run(ReadLine, cancellationToken).WaitAsync(cancellationToken);
        await Console.Error.WriteLineAsync();
        return line;
    }

    private static string ReadLine()
    {
        var line = new StringBuilder();
        while (Console.ReadKey(intercept: true) is var key && key.Key != ConsoleKey.Enter)
        {
            if (key.Key != ConsoleKey.Backspace)
            {
                line.Append(key.KeyChar);
            }
            else if (line.Length > 0)
            {
                line.Length--;
            }
        }

        return line.ToString();
    }
}

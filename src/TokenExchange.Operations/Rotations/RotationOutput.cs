using TokenExchange.Rotations;

namespace TokenExchange.Operations.Rotations;

/// <summary>Writes the progress of rotations, one line for each step.</summary>
internal sealed class RotationOutput(TextWriter output, TextWriter errors)
{
    /// <summary>Exit code: 0 every rotation went as far as it can now, 1 one failed.</summary>
    public async Task<int> WriteAsync(IAsyncEnumerable<RotationProgress> run)
    {
        var code = 0;
        await foreach (var progress in run)
        {
            code = progress is RotationProgress.Failed ? 1 : code;
            await (progress switch
            {
                RotationProgress.Planned planned => output.WriteLineAsync($"{planned.Secret}: would {planned.Move.Intent}."),
                RotationProgress.Done done => output.WriteLineAsync($"{done.Secret}: {done.Move.Done}"),
                RotationProgress.Failed failed => errors.WriteLineAsync($"{failed.Secret}: error: {failed.Reason}"),
                _ => throw new InvalidOperationException(),
            });
        }

        return code;
    }
}

using TokenExchange.Failures;
using TokenExchange.Rotations.Vault;

namespace TokenExchange.Operations.Doctor;

/// <summary>Runs examinations one after the other, each with a deadline; an exception in one of them becomes its findings.</summary>
internal sealed class Round(TimeProvider clock)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public async Task<IReadOnlyList<Finding>> RunAsync(IEnumerable<IExamination> examinations)
    {
        var findings = new List<Finding>();
        foreach (var examination in examinations)
        {
            findings.AddRange(await RunAsync(examination));
        }

        return findings;
    }

    private async Task<IReadOnlyList<Finding>> RunAsync(IExamination examination)
    {
        using var deadline = new CancellationTokenSource(Deadline, clock);
        try
        {
            return await examination.RunAsync(deadline.Token);
        }
        catch (OutageException outage)
        {
            return [.. examination.Makes.Select(check => check.Skipped(
                $"Something that this check needs is not available ({outage.Failure.Code}).", "Resolve the other findings first."))];
        }
        catch (HttpRequestException cause)
        {
            return [.. examination.Makes.Select(check => check.Failed(
                $"There was no response: {NetworkFault.Describe(cause)}.", "Check the address, its name in DNS, and that this machine has network access to it."))];
        }
        catch (OperationCanceledException)
        {
            return [.. examination.Makes.Select(check => check.Failed(
                $"There was no response within {Deadline.TotalSeconds:0} seconds.", "Check the service's health and run the doctor again."))];
        }
    }
}

using TokenExchange.Failures;

namespace TokenExchange.Operations.Doctor;

/// <summary>Makes examinations one after the other, each within a deadline; what breaks one of them becomes its findings.</summary>
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
                $"Something that this check needs is not there ({outage.Failure.Code}).", "See to the other findings first."))];
        }
        catch (HttpRequestException cause)
        {
            return [.. examination.Makes.Select(check => check.Failed(
                $"No answer came: {NetworkFault.Describe(cause)}.", "Check the address, its name in DNS, and that this machine may reach it."))];
        }
        catch (OperationCanceledException)
        {
            return [.. examination.Makes.Select(check => check.Failed(
                $"No answer came within {Deadline.TotalSeconds:0} seconds.", "Look at the service's health and run the doctor again."))];
        }
    }
}

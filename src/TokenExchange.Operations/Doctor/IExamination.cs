namespace TokenExchange.Operations.Doctor;

/// <summary>Checks that look at one thing together.</summary>
internal interface IExamination
{
    /// <summary>The checks it makes, so that each of them has a finding even when nothing could be seen.</summary>
    IReadOnlyList<Check> Makes { get; }

    Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken);
}

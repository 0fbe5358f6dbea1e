namespace TokenExchange.Operations.Doctor;

/// <summary>Checks that examine one thing together.</summary>
internal interface IExamination
{
    /// <summary>The checks it makes, so that each of them has a finding even after an error.</summary>
    IReadOnlyList<Check> Makes { get; }

    Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken);
}

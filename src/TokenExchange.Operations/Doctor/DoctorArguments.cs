namespace TokenExchange.Operations.Doctor;

/// <summary>What the doctor examines, and how it reports.</summary>
/// <param name="Configuration">A file, or <c>env</c>; null when the configuration is not examined.</param>
/// <param name="Url">The origin of a deployment; null when no deployment is examined.</param>
/// <param name="IsDevelopment">Whether http on loopback is allowed, as in the local host.</param>
/// <param name="MaximumAge">The age in days at which a secret without the tag <c>rotate-after</c> has to be replaced; null: what the configuration says.</param>
/// <param name="IsJson">Whether the findings are written as one JSON document.</param>
internal sealed record DoctorArguments(string? Configuration, Uri? Url, bool IsDevelopment, int? MaximumAge, bool IsJson);

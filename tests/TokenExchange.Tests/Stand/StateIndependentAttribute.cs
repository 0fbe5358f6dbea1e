using Xunit.v3;

namespace TokenExchange.Tests.Stand;

/// <summary>
/// Where shared state is kept makes no difference to the tests of this class: <c>.ci/run</c> does not run them again with it in Blob Storage. Every other
/// test of the folder <c>Http</c> is run on both.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class StateIndependentAttribute : Attribute, ITraitAttribute
{
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("State", "independent")];
}

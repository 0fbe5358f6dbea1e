using System.Reflection;

namespace TokenExchange.Tests.Pure;

/// <summary>What a host can use. The list changes by decision: each public member is a promise.</summary>
public sealed class PublicApiTests
{
    [Fact]
    [Trait("Docs", "Generated")]
    public void The_public_members_are_those_of_the_list() => GeneratedPart.CheckFile(
        "src/TokenExchange/PublicApi.txt",
        _ => string.Concat(typeof(Gateway).Assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal).SelectMany(Lines).Select(line => line + "\n")));

    private static IEnumerable<string> Lines(Type type) =>
    [
        $"{type.FullName}",
        .. type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(member => member is not MethodInfo { IsSpecialName: true })
            .Select(member => $"  {member}{(member is FieldInfo { IsLiteral: true } constant ? $" = {constant.GetRawConstantValue()}" : "")}")
            .Order(StringComparer.Ordinal),
    ];
}

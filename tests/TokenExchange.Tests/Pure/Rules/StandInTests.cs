using System.Reflection;
using TokenExchange.Functions;

namespace TokenExchange.Tests.Pure;

/// <summary>
/// The worker's types that the functions name, genuine or stood in for, against the documented surface: what builds on the one builds on the other.
/// </summary>
public sealed class StandInTests
{
    private const string Worker = "Microsoft.Azure.Functions.Worker.";

    private static readonly string[] DocumentedConstructors = ["", "String[]", "AuthorizationLevel", "AuthorizationLevel, String[]"];

    private static readonly Type Function = Attribute(typeof(AuthFunctions).GetMethod(nameof(AuthFunctions.LoginAsync))!);
    private static readonly Type Trigger = Attribute(typeof(AuthFunctions).GetMethod(nameof(AuthFunctions.LoginAsync))!.GetParameters()[0]);
    private static readonly Type Level = Trigger.GetProperty("AuthLevel")!.PropertyType;

    [Fact]
    public void The_levels_have_the_documented_names_and_values()
    {
        Assert.Equal(Worker + "AuthorizationLevel", Level.FullName);
        Assert.Equal(
            ["Anonymous=0", "User=1", "Function=2", "System=3", "Admin=4"], Enum.GetNames(Level).Select(name => $"{name}={(int)Enum.Parse(Level, name)}"));
    }

    [Fact]
    public void A_function_is_named_by_its_constructor()
    {
        Assert.Equal(Worker + "FunctionAttribute", Function.FullName);
        Assert.Equal("name", Assert.Single(Assert.Single(Function.GetConstructors()).GetParameters()).Name);
        Assert.Equal(typeof(string), Function.GetProperty("Name")!.PropertyType);
        Assert.Equal(AttributeTargets.Method, Function.GetCustomAttribute<AttributeUsageAttribute>()!.ValidOn);
    }

    [Fact]
    public void A_trigger_has_only_documented_constructors_and_the_one_that_is_used()
    {
        var shapes = Trigger.GetConstructors().Select(constructor => string.Join(", ", constructor.GetParameters().Select(parameter => parameter.ParameterType.Name))).ToList();

        Assert.Equal(Worker + "HttpTriggerAttribute", Trigger.FullName);
        Assert.Contains("AuthorizationLevel, String[]", shapes);
        Assert.Empty(shapes.Except(DocumentedConstructors));
        Assert.True(Trigger.GetConstructor([Level, typeof(string[])])!.GetParameters()[1].IsDefined(typeof(ParamArrayAttribute)));
    }

    [Fact]
    public void A_trigger_has_the_documented_properties()
    {
        Assert.True(Trigger.IsSealed);
        Assert.Equal(AttributeTargets.Parameter, Trigger.GetCustomAttribute<AttributeUsageAttribute>()!.ValidOn);
        Assert.Equal((typeof(string), true), (Trigger.GetProperty("Route")!.PropertyType, Trigger.GetProperty("Route")!.CanWrite));
        Assert.Equal(typeof(string[]), Trigger.GetProperty("Methods")!.PropertyType);
        Assert.Null(Trigger.GetProperty("Methods")!.GetSetMethod()); // the worker's own has a private one
        Assert.Null(Trigger.GetProperty("AuthLevel")!.GetSetMethod());
    }

    [Fact]
    public void Nothing_else_is_stood_in_for()
    {
        var standIns = typeof(AuthFunctions).Assembly.GetTypes().Where(type => type.Namespace?.StartsWith("Microsoft", StringComparison.Ordinal) == true && !type.Name.Contains("Embedded", StringComparison.Ordinal) && type.IsPublic);

        Assert.Empty(standIns.Except([Function, Trigger, Level]));
    }

    private static Type Attribute(ICustomAttributeProvider member) =>
        member.GetCustomAttributes(false).Select(attribute => attribute.GetType()).Single(type => type.Namespace == Worker.TrimEnd('.'));
}

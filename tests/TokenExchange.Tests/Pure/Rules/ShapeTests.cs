using System.CodeDom.Compiler;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using TokenExchange.Functions;

namespace TokenExchange.Tests.Pure;

/// <summary>The style's rules that a machine can hold.</summary>
public sealed class ShapeTests
{
    private const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly List<Type> Types =
    [
        .. typeof(Gateway).Assembly.GetTypes()
            .Concat(typeof(AuthFunctions).Assembly.GetTypes().Where(type => !type.IsDefined(typeof(GeneratedCodeAttribute)))) // the worker's generators write there
            .Where(type => !type.IsDefined(typeof(CompilerGeneratedAttribute)) && !type.Name.Contains('<', StringComparison.Ordinal) && type.Namespace?.StartsWith("TokenExchange", StringComparison.Ordinal) == true),
    ];

    private static readonly List<MethodInfo> Methods =
    [
        .. Types.SelectMany(type => type.GetMethods(Own)).Where(method => !method.Name.Contains('<', StringComparison.Ordinal) && !method.IsSpecialName && !method.IsDefined(typeof(CompilerGeneratedAttribute))),
    ];

    [Fact]
    public void Every_class_is_sealed_static_or_a_closed_family() =>
        Assert.DoesNotContain(Types, type => type.IsClass && !type.IsSealed && !(type.IsAbstract && IsClosed(type)));

    [Fact]
    public void A_method_ends_in_Async_if_and_only_if_it_returns_a_task() =>
        Assert.Empty(Methods.Where(method => IsTask(method.ReturnType) != method.Name.EndsWith("Async", StringComparison.Ordinal)).Select(Describe));

    [Fact]
    public void A_cancellation_token_comes_last() =>
        Assert.Empty(Methods.Where(method => method.GetParameters() is [.. var before, _] && before.Any(parameter => parameter.ParameterType == typeof(CancellationToken))).Select(Describe));

    [Fact]
    public void A_cancellation_token_has_no_default() =>
        Assert.Empty(Methods.Where(method => method.GetParameters().Any(parameter => parameter.ParameterType == typeof(CancellationToken) && parameter.HasDefaultValue)).Select(Describe));

    [Fact]
    public void Nothing_is_async_void() =>
        Assert.Empty(Methods.Where(method => method.ReturnType == typeof(void) && method.IsDefined(typeof(AsyncStateMachineAttribute))).Select(Describe));

    [Fact]
    public void No_static_field_can_be_changed() =>
        Assert.Empty(Types.SelectMany(type => type.GetFields(Own)).Where(field => field.IsStatic && !field.IsInitOnly && !field.IsLiteral && !field.Name.Contains('<', StringComparison.Ordinal) && !IsGenerated(field)).Select(field => $"{field.DeclaringType}.{field.Name}"));

    [Fact]
    public void No_file_has_more_than_250_lines() =>
        Assert.Empty(Repository.Sources("src").Where(source => source.Text.Count(letter => letter == '\n') > 250).Select(source => source.Path));

    [Fact]
    public void Program_is_a_screen_of_forty_lines_at_most() =>
        Assert.InRange(Repository.Read("src/TokenExchange.Functions/Program.cs").Split('\n').Length, 1, 40);

    [Fact]
    public void One_file_alone_writes_Set_Cookie() => Assert.Equal(
        ["src/TokenExchange/Gate/CookieJar.cs"],
        Repository.Sources("src/TokenExchange").Concat(Repository.Sources("src/TokenExchange.Functions"))
            .Where(source => Regex.IsMatch(source.Text, @"\.SetCookie|Cookies\.(Append|Delete)|IResponseCookies|Append\(""Set-Cookie|\[""Set-Cookie"))
            .Select(source => source.Path));

    [Fact]
    public void Every_logger_outside_of_the_telemetry_is_capped() => Assert.Empty(
        Types.Where(type => type.Namespace != "TokenExchange.Telemetry")
            .SelectMany(type => type.GetConstructors(Own).SelectMany(constructor => constructor.GetParameters())
                .Where(parameter => typeof(ILoggerFactory).IsAssignableFrom(parameter.ParameterType)
                    || (typeof(ILogger).IsAssignableFrom(parameter.ParameterType) && parameter.ParameterType.Name != "CappedLogger`1"))
                .Select(parameter => $"{type.Name}: {parameter.ParameterType.Name}")));

    [Fact]
    public void No_folder_is_a_drawer_for_anything()
    {
        var folders = Repository.Sources("src").SelectMany(source => source.Path.Split('/')[1..^1]).Distinct(StringComparer.Ordinal);

        Assert.Empty(folders.Intersect(["Models", "Helpers", "Utils", "Utilities", "Extensions", "Services", "Interfaces", "Internal", "Common"], StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public void No_type_is_named_after_nothing() =>
        Assert.DoesNotContain(Types, type => Regex.IsMatch(type.Name, "(Manager|Helper|Processor|Impl|Util)s?$|^Default[A-Z]"));

    private static bool IsClosed(Type type) => type.GetConstructors(Own).Where(constructor => !constructor.IsStatic)
        .All(constructor => constructor.IsPrivate || constructor.GetParameters() is [var only] && only.ParameterType == type);

    private static bool IsTask(Type type) =>
        typeof(Task).IsAssignableFrom(type) || type == typeof(ValueTask) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>));

    private static bool IsGenerated(FieldInfo field) => field.IsDefined(typeof(CompilerGeneratedAttribute)) || field.DeclaringType!.BaseType?.Name == "JsonSerializerContext";

    private static string Describe(MethodInfo method) => $"{method.DeclaringType?.Name}.{method.Name}";
}

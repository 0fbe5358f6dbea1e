using System.Text;
using Azure.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TokenExchange.Rotations;
using TokenExchange.Rotations.Policy;

namespace TokenExchange.Rotator;

/// <summary>Registers the rotator: the settings of the service, and the plan.</summary>
internal static class RotatorServices
{
    /// <summary>The plan as a JSON text; the template writes it. Absent: only the session key is rotated.</summary>
    public const string PlanSetting = "RotationPlan";

    /// <exception cref="ConfigurationException">The configuration of the service is not valid.</exception>
    /// <exception cref="RotationException">The plan or the maximum age is not valid, or the plan does not fit the configuration.</exception>
    public static void AddRotator(this IServiceCollection services, IConfiguration configuration, bool isDevelopment)
    {
        if (MaximumAge.TryRead(configuration, out var problem) is not { } maximumAge)
        {
            throw new RotationException(problem);
        }

        var plan = ReadPlan(configuration[PlanSetting], isDevelopment);
        var service = UnstartedService.Build(configuration, isDevelopment, TimeProvider.System, _ => { });
        var account = service.Services.GetRequiredService<TokenCredential>();
        var rotations = Rotators.Create(service.Services, plan, RotationAccess.As(account));
        services.AddSingleton(_ => service); // by a factory, so that it is disposed
        services.AddSingleton(account);
        services.AddSingleton(provider => RotationWork.Create(provider.GetRequiredService<UnstartedService>(), rotations, provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton(provider => InventoryWork.Create(provider.GetRequiredService<UnstartedService>(), maximumAge, provider.GetRequiredService<ILoggerFactory>()));
    }

    /// <exception cref="RotationException">The plan is not valid.</exception>
    internal static RotationPlan ReadPlan(string? text, bool isDevelopment)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return RotationPlan.None;
        }

        using var bytes = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return RotationPlan.TryRead(bytes, isDevelopment, out var problem) ?? throw new RotationException($"{PlanSetting}: {problem}");
    }
}

using System.Globalization;
using System.Runtime.InteropServices;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using TokenExchange.Bench.Comparisons;
using TokenExchange.Bench.Load;
using TokenExchange.Bench.Load.Servers;
using TokenExchange.Bench.Measuring;

// dotnet run -c Release --project bench/TokenExchange.Bench [-- [--job medium | --allocations] [name …] | --streams <number> | --load …]
switch (args)
{
    case ["--load", .. var load]:
        return await LoadCommand.RunAsync(load);
    case ["--serve", "around", var token]:
        await AroundServer.RunAsync(token);
        return 0;
    case ["--serve", "gateway", .. var server]:
        await GatewayServer.RunAsync(server);
        return 0;
    default:
        break;
}

if (args is ["--streams", var streams])
{
    Console.WriteLine(await StreamMemory.RunAsync(int.Parse(streams, CultureInfo.InvariantCulture)));
    return 0;
}

var isMedium = args is ["--job", "medium", ..];
var isCount = args is ["--allocations", ..];
var names = isMedium ? args[2..] : isCount ? args[1..] : args;
var chosen = AllComparisons.Types.Where(type => names.Length == 0 || names.Contains(type.Name, StringComparer.OrdinalIgnoreCase)).ToArray();
if (chosen.Length < names.Length)
{
    var known = string.Join(", ", AllComparisons.Types.Select(type => type.Name));
    await Console.Error.WriteLineAsync($"Unknown name. There are: {known}; before them --job medium or --allocations.");
    return 2;
}

if (isCount)
{
    var isWithin = true;
    foreach (var type in chosen)
    {
        var count = await AllocationCount.RunAsync(type);
        isWithin &= count.IsWithinLimit;
        Console.WriteLine(count);
    }

    return isWithin ? 0 : 1;
}

// Beside the program itself, which stands below artifacts/: nothing is written anywhere else.
var folder = Path.Combine(AppContext.BaseDirectory, "results");
Directory.CreateDirectory(folder);
await using var log = File.CreateText(Path.Combine(folder, "log.txt"));
var config = BenchConfig.Create(isMedium ? BenchConfig.Medium : BenchConfig.Short, new StreamLogger(log), folder);
var ratios = new List<Ratio>();
foreach (var type in chosen)
{
    await Console.Error.WriteLineAsync($"{type.Name} …");
    await Rehearsal.RunAsync(type);
    ratios.AddRange(Ratio.Of(BenchmarkRunner.Run(type, config)));
}

var library = typeof(Microsoft.IdentityModel.Tokens.SecurityKey).Assembly.GetName().Version;
Console.WriteLine(RatioTable.Write(ratios));
foreach (var line in RatioTable.Growth(ratios))
{
    Console.WriteLine(line);
}

Console.WriteLine($"{Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}, IdentityModel {library?.ToString(3)}.");
Console.WriteLine($"Log: {Path.Combine(folder, "log.txt")}");
return 0;

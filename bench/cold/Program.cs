using System.Globalization;
using TokenExchange.ColdStart;

// [rounds] [folder of other published functions ...]
var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 11;
foreach (var line in await Starts.MeasureAsync(rounds, args.Skip(1)))
{
    Console.WriteLine(line);
}

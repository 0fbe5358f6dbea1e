using TokenExchange.Operations;
using TokenExchange.Operations.Doctor;

return await OperatorTool.RunAsync(args, Surroundings.Machine, Console.Out, Console.Error);

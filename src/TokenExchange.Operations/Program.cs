using TokenExchange.Operations;

return await OperatorTool.RunAsync(args, OperatorTool.Verbs(), Console.Out, Console.Error, CancellationToken.None);

using TokenExchange.Operations;
using TokenExchange.Operations.Doctor;
using TokenExchange.Operations.Hooks;
using TokenExchange.Operations.Inventory;

return await OperatorTool.RunAsync(
    args,
    [DoctorCommand.Create(Surroundings.Machine), InventoryCommand.Create(Surroundings.Machine), HooksCommand.Create(HookSurroundings.Machine)],
    Console.Out,
    Console.Error,
    CancellationToken.None);

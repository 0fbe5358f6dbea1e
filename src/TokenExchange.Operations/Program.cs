using TokenExchange.Operations;
using TokenExchange.Operations.Doctor;
using TokenExchange.Operations.Drill;
using TokenExchange.Operations.Hooks;
using TokenExchange.Operations.Incidents;
using TokenExchange.Operations.Inventory;
using TokenExchange.Operations.Rotations;
using TokenExchange.Rotations;

return await OperatorTool.RunAsync(
    args,
    [
        DoctorCommand.Create(Surroundings.Machine),
        InventoryCommand.Create(Surroundings.Machine),
        RotateCommand.Create(Surroundings.Machine, () => RotationAccess.Machine),
        IncidentCommand.Create(Surroundings.Machine, () => RotationAccess.Machine),
        DrillCommand.Create(),
        HooksCommand.Create(HookSurroundings.Machine),
    ],
    Console.Out,
    Console.Error,
    CancellationToken.None);

// One browser and one set of processes at a time: the tests share two cores with whatever else runs.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

// One browser and one set of processes at a time: the tests share two cores with whatever else runs.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

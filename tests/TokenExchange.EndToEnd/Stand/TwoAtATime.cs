// Two collections at a time: most of a test is waiting for processes to start and for pages to load, but they share two cores with whatever else runs.
// The tests of one browser are one collection, and so are those of the published functions.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.Collections, MaxThreads = 2)]

namespace TokenExchange.Bench.Load;

/// <summary>What a side of a case does with its server.</summary>
internal interface ICalls
{
    /// <summary>Makes what a run of so many calls needs. Not measured.</summary>
    Task PrepareAsync(int count) => Task.CompletedTask;

    /// <summary>One call.</summary>
    /// <param name="connection">A connection to the server.</param>
    /// <param name="number">The number of the call in its run, from 0.</param>
    Task CallAsync(Connection connection, int number);

    /// <summary>Throws when the run had another effect than it should. Not measured.</summary>
    Task CheckAsync() => Task.CompletedTask;
}

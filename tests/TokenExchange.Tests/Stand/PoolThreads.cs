namespace TokenExchange.Tests.Stand;

/// <summary>The threads of the pool, on which everything runs that a test has begun.</summary>
internal static class PoolThreads
{
    private const long MostMilliseconds = 500;

    private static readonly SemaphoreSlim OneMeeting = new(1, 1);

    private static int Working
    {
        get
        {
            ThreadPool.GetMaxThreads(out var most, out _);
            ThreadPool.GetAvailableThreads(out var idle, out _);
            return most - idle;
        }
    }

    /// <summary>
    /// Waits until each thread that works has come to the end of what it was doing: all of them are here at the same moment. The queue being empty does not
    /// say so, because on a busy machine a thread may be halted for longer than it takes others to empty the queue. Ends anyway when one stays away, since
    /// it may wait for something.
    /// </summary>
    public static async Task MeetAsync()
    {
        await OneMeeting.WaitAsync();
        try
        {
            await Task.Run(Meet);
        }
        finally
        {
            OneMeeting.Release();
        }
    }

    private static void Meet()
    {
        var meeting = new Meeting();
        for (var began = Environment.TickCount64; !meeting.HasAll(Working) && Environment.TickCount64 - began < MostMilliseconds;)
        {
            meeting.WaitForAnother();
        }

        meeting.End();
    }

    /// <summary>Threads that wait for each other without using the processor, which the others need to get here.</summary>
    private sealed class Meeting
    {
        private readonly object _gate = new();
        private int _invited = 1; // the thread that calls the meeting
        private int _present = 1;
        private bool _isOver;

        /// <summary>Invites as many threads as work now, and tells whether they are here.</summary>
        public bool HasAll(int threads)
        {
            for (; _invited < threads; _invited++)
            {
                ThreadPool.UnsafeQueueUserWorkItem(static meeting => meeting.Attend(), this, preferLocal: false);
            }

            lock (_gate)
            {
                return _present >= threads;
            }
        }

        /// <summary>Waits a moment only: also a thread that ends its work changes what is waited for.</summary>
        public void WaitForAnother()
        {
            lock (_gate)
            {
                Monitor.Wait(_gate, millisecondsTimeout: 1);
            }
        }

        public void End()
        {
            lock (_gate)
            {
                _isOver = true;
                Monitor.PulseAll(_gate);
            }
        }

        private void Attend()
        {
            lock (_gate)
            {
                _present++;
                Monitor.PulseAll(_gate);
                while (!_isOver)
                {
                    Monitor.Wait(_gate);
                }
            }
        }
    }
}

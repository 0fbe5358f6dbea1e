/** One queue per name, first come, first served, as Web Locks have it. */
export class FakeLocks {
  private readonly tails = new Map<string, Promise<unknown>>();
  readonly names: string[] = [];

  readonly request = (async (name: string, { signal }: LockOptions, work: () => Promise<unknown>) => {
    this.names.push(name);
    const before = this.tails.get(name) ?? Promise.resolve();
    let release!: () => void;
    this.tails.set(name, before.then(() => new Promise<void>(resolve => {
      release = resolve;
    })));
    let isGranted = false;
    const aborted = new Promise<never>((_, reject) => signal?.addEventListener("abort", () => isGranted || reject(signal.reason)));
    try {
      await Promise.race([before, aborted]);
      await Promise.resolve();
      isGranted = true;
      return await work();
    } finally {
      void before.then(() => Promise.resolve()).then(() => release());
    }
  }) as LockManager["request"];
}

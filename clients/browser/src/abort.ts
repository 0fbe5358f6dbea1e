/** The promise, or the signal's reason if that comes first. The work behind the promise continues: it may be shared. */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | null | undefined): Promise<T> {
  let stop!: () => void;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal?.reason as Error);
    signal?.addEventListener("abort", stop);
    if (signal?.aborted) {
      stop();
    }
  });
  return Promise.race([aborted, promise]).finally(() => signal?.removeEventListener("abort", stop));
}

/** Aborts when either signal aborts. */
export function anyOf(first: AbortSignal, second: AbortSignal | undefined): AbortSignal {
  return AbortSignal.any([first, second ?? first]);
}

/** Waits; the signal ends the wait. */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const waited = new Promise<void>(resolve => {
    timer = setTimeout(resolve, milliseconds);
  });
  await unlessAborted(waited, signal).finally(() => clearTimeout(timer));
}

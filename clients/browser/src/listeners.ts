/** A set of listeners. */
export interface Listeners<Arguments extends unknown[]> {
  /** Returns a function that removes the listener. The same function may be added twice. */
  add(listener: (...news: Arguments) => void): () => void;
  /** A listener that throws does not stop the others. */
  tell(...news: Arguments): void;
  clear(): void;
}

/** Creates an empty set of listeners. */
export function createListeners<Arguments extends unknown[]>(): Listeners<Arguments> {
  const listeners = new Set<{ readonly hear: (...news: Arguments) => void }>(); // wrapped, because a set contains the same function only once
  return {
    add(hear) {
      const entry = { hear };
      listeners.add(entry);
      return () => listeners.delete(entry);
    },
    tell(...news) {
      for (const { hear } of [...listeners]) {
        try {
          hear(...news);
        } catch (error) {
          reportError(error);
        }
      }
    },
    clear: () => listeners.clear(),
  };
}

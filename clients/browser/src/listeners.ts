/** Those who want to be told. */
export interface Listeners<Arguments extends unknown[]> {
  /** Returns how to stop. The same function may be added twice. */
  add(listener: (...news: Arguments) => void): () => void;
  /** One listener that throws does not keep the others from hearing. */
  tell(...news: Arguments): void;
  clear(): void;
}

/** Nobody listens yet. */
export function createListeners<Arguments extends unknown[]>(): Listeners<Arguments> {
  const listeners = new Set<{ readonly hear: (...news: Arguments) => void }>(); // wrapped: a set would hold the same function once
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

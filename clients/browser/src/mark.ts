/** The mark, in the fragment, of a login that was started in a popup. */
const mark = /#te-popup=([0-9a-f-]{36})$/;

/** Adds the mark to a path, in place of its fragment. */
export function withMark(path: string, id: string): string {
  return `${path.split("#", 1)[0]}#te-popup=${id}`;
}

/** Removes the mark from a path or a fragment. */
export function unmark(path: string | undefined): [path: string | undefined, id: string | undefined] {
  return [path?.replace(mark, ""), path && mark.exec(path)?.[1]];
}

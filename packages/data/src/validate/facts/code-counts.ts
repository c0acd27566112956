/** How often each text of a dictionary occurs, and how many rows have none. */
export interface CodeCounts {
  readonly counts: Uint32Array;
  readonly missing: number;
}

/** One pass over the codes answers every rule about the texts as long as no row has to be named. */
export function codeCountsOf(codes: Int32Array, size: number): CodeCounts {
  const all = new Uint32Array(size + 1);
  for (let row = 0; row < codes.length; row++) {
    const place = (codes[row] as number) + 1;
    all[place] = (all[place] as number) + 1;
  }
  return { counts: all.subarray(1), missing: all[0] as number };
}

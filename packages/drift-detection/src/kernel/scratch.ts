/** Memory that every comparison of a thread works in, so that a table of many columns leaves nothing to collect: what one hands out holds until the next is asked of it. */
export interface Scratch<A> {
  take(length: number): A;
}

/** More than so many elements are allocated for the one who asks. */
const KEPT_UP_TO = 4_194_304;

/** Scratch of one kind of typed array, with room for a little more than was asked. */
export function scratchOf<A extends { readonly length: number; subarray(from: number, to: number): A }>(
  type: new (length: number) => A,
): Scratch<A> {
  let kept = new type(0);
  return {
    take(length) {
      if (length > KEPT_UP_TO) return new type(length);
      if (kept.length < length) kept = new type(Math.ceil(length * 1.25));
      return kept.subarray(0, length);
    },
  };
}

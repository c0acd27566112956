import type { Random } from "../../stats/random.ts";

/** `share` of the items (at least one) in their order, every subset of that size equally likely. */
export function drawShare(items: Int32Array, share: number, random: Random): Int32Array {
  const wanted = Math.max(1, Math.round(items.length * share));
  if (wanted >= items.length) return items.slice();
  const out = new Int32Array(wanted);
  let taken = 0;
  for (let at = 0; taken < wanted; at++) {
    if (random.uniform() * (items.length - at) < wanted - taken) out[taken++] = items[at] as number;
  }
  return out;
}

/** The items of ascending `all` that ascending `drawn` lacks. */
export function withoutDrawn(all: Int32Array, drawn: Int32Array): Int32Array {
  const out = new Int32Array(all.length - drawn.length);
  for (let at = 0, d = 0, o = 0; at < all.length; at++) {
    if (d < drawn.length && drawn[d] === all[at]) d++;
    else out[o++] = all[at] as number;
  }
  return out;
}

/** The numbers 0…n-1. */
export function upTo(n: number): Int32Array {
  const out = new Int32Array(n);
  for (let at = 0; at < n; at++) out[at] = at;
  return out;
}

/** The two halves of the last hash: allocated once, read at once. */
export const hashed = { high: 0, low: 0 };

const scratch = new Float64Array(1);
const words = new Uint32Array(scratch.buffer);

function mix(h: number): number {
  let x = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}

/** Hashes a number into `hashed`; 0 and -0 are equal, and so is every NaN. */
export function hashNumber(value: number): void {
  scratch[0] = Number.isNaN(value) ? Number.NaN : value + 0;
  const [low, high] = [words[0] as number, words[1] as number];
  const first = mix(low ^ 0x9e3779b9);
  hashed.high = mix(first ^ Math.imul(high, 0xcc9e2d51));
  hashed.low = mix(Math.imul(first, 0x1b873593) ^ mix(high ^ 0x7f4a7c15));
}

/** Hashes a text into `hashed`. */
export function hashText(text: string): void {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    high = Math.imul(high ^ unit, 0x9e3779b1);
    low = Math.imul(low ^ unit, 0x5f356495);
  }
  hashed.high = mix(high ^ mix(low ^ text.length));
  hashed.low = mix(low ^ mix(high ^ 0x2545f491));
}

/** Hashes the decimal text of a 64-bit integer into `hashed`, as the number where a double holds it. */
export function hashInteger(text: string): void {
  const value = Number(text);
  if (Number.isSafeInteger(value)) hashNumber(value);
  else hashText(text);
}

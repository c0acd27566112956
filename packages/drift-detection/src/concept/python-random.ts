const SIZE = 624;

/**
 * The numbers that Python's `random.Random(seed)` draws (Mersenne Twister; Matsumoto & Nishimura 1998), so that a seed means the same here and there.
 * Its words are its state.
 */
export class PythonRandom {
  readonly words: number[];

  /** @param seed - a whole number from 0 to 2⁵³ − 1, or the words of another generator */
  constructor(seed: number | readonly number[]) {
    this.words = typeof seed === "number" ? seeded(seed) : [...seed];
  }

  /** Different numbers of 0…n−1 in the order in which `random.sample(range(n), count)` gives them. */
  sample(n: number, count: number): number[] {
    const few = count > 5 ? 21 + 4 ** Math.ceil(Math.log(count * 3) / Math.log(4)) : 21;
    const drawn: number[] = [];
    if (n > few) {
      const seen = new Set<number>();
      while (drawn.length < count) {
        const item = this.#below(n);
        if (!seen.has(item)) drawn.push(item);
        seen.add(item);
      }
      return drawn;
    }
    const pool = new Uint32Array(n);
    for (let i = 0; i < n; i++) pool[i] = i;
    for (let i = 0; i < count; i++) {
      const at = this.#below(n - i);
      drawn.push(pool[at] as number);
      pool[at] = pool[n - i - 1] as number;
    }
    return drawn;
  }

  #below(n: number): number {
    const bits = 32 - Math.clz32(n);
    let drawn = this.#next() >>> (32 - bits);
    while (drawn >= n) drawn = this.#next() >>> (32 - bits);
    return drawn;
  }

  #next(): number {
    const at = this.words[SIZE] as number;
    if (at >= SIZE) twist(this.words);
    const place = at >= SIZE ? 0 : at;
    this.words[SIZE] = place + 1;
    let y = this.words[place] as number;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }
}

function twist(words: number[]): void {
  for (let i = 0; i < SIZE; i++) {
    const y = ((words[i] as number) & 0x80000000) | ((words[(i + 1) % SIZE] as number) & 0x7fffffff);
    words[i] = ((words[(i + 397) % SIZE] as number) ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0)) >>> 0;
  }
}

/** 624 words and the place of the next, from the 32-bit digits of a seed. */
function seeded(seed: number): number[] {
  const digits = seed < 2 ** 32 ? [seed] : [seed >>> 0, Math.floor(seed / 2 ** 32)];
  const words = [19650218];
  for (let i = 1; i < SIZE; i++) words.push((Math.imul(1812433253, mixed(words, i - 1)) + i) >>> 0);
  let i = 1;
  for (let k = 0; k < SIZE; k++) {
    const digit = k % digits.length;
    words[i] = (((words[i] as number) ^ Math.imul(mixed(words, i - 1), 1664525)) + (digits[digit] as number) + digit) >>> 0;
    i = onward(words, i);
  }
  for (let k = 0; k < SIZE - 1; k++) {
    words[i] = (((words[i] as number) ^ Math.imul(mixed(words, i - 1), 1566083941)) - i) >>> 0;
    i = onward(words, i);
  }
  words[0] = 0x80000000;
  words.push(SIZE);
  return words;
}

function mixed(words: readonly number[], at: number): number {
  const word = words[at] as number;
  return (word ^ (word >>> 30)) >>> 0;
}

function onward(words: number[], i: number): number {
  if (i + 1 < SIZE) return i + 1;
  words[0] = words[SIZE - 1] as number;
  return 1;
}

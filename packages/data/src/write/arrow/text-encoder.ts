import type { StringColumn } from "@mlops/core/table";
import type { EncodedPart } from "./column-encoder.ts";

/** Bytes of texts from which on their places need 64 bits. */
const NARROW = 2 ** 31 - 1;
/** Bytes of text that are written at once. */
const BLOCK = 1 << 20;

/** A column of texts: its dictionary, and the codes of its rows. */
export interface TextColumnEncoder {
  /** Whether the dictionary's places have 64 bits. */
  readonly wide: boolean;
  /** Texts of the dictionary. */
  readonly entries: number;
  /** The dictionary's buffers after its validity: their lengths, and their bytes piece by piece. */
  readonly lengths: readonly [places: number, texts: number];
  places(): Generator<Uint8Array>;
  texts(): Generator<Uint8Array>;
  part(start: number, end: number): EncodedPart;
}

/** Encodes a column of texts; of its dictionary only what a row holds is written, so that a file never tells of rows that were left out. */
export function textEncoder({ codes, dictionary }: StringColumn, narrow = NARROW): TextColumnEncoder {
  const { kept, newCode } = usedTexts(codes, dictionary);
  const ends = new Float64Array(kept.length + 1);
  for (const [i, text] of kept.entries()) ends[i + 1] = (ends[i] as number) + Buffer.byteLength(text);
  const total = ends[kept.length] as number;
  const wide = total > narrow;
  return {
    wide,
    entries: kept.length,
    lengths: [ends.length * (wide ? 8 : 4), total],
    *places() {
      for (let start = 0; start < ends.length; start += BLOCK) {
        const some = ends.subarray(start, start + BLOCK);
        yield new Uint8Array(wide ? BigInt64Array.from(some, BigInt).buffer : Int32Array.from(some).buffer);
      }
    },
    *texts() {
      for (let from = 0, to = 0; from < kept.length; from = to) {
        const start = ends[from] as number;
        while (to < kept.length && (to === from || (ends[to + 1] as number) - start <= BLOCK)) to++;
        const block = Buffer.alloc((ends[to] as number) - start);
        for (let i = from; i < to; i++) block.write(kept[i] as string, (ends[i] as number) - start);
        yield block;
      }
    },
    part(start, end) {
      const target = new Int32Array(end - start);
      const bits = new Uint8Array((end - start + 7) >> 3);
      let missing = 0;
      for (let row = start, at = 0; row < end; row++, at++) {
        const code = newCode[codes[row] as number];
        if (code === undefined) missing++;
        else {
          target[at] = code;
          bits[at >> 3] = (bits[at >> 3] as number) | (1 << (at & 7));
        }
      }
      return { missing, buffers: [missing === 0 ? new Uint8Array(0) : bits, new Uint8Array(target.buffer)] };
    },
  };
}

function usedTexts(codes: Int32Array, dictionary: readonly string[]): { kept: string[]; newCode: Int32Array } {
  const used = new Uint8Array(dictionary.length);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] as number;
    if (code >= 0) used[code] = 1;
  }
  const kept: string[] = [];
  const newCode = new Int32Array(dictionary.length);
  for (const [code, text] of dictionary.entries()) if (used[code] === 1) newCode[code] = kept.push(text) - 1;
  return { kept, newCode };
}

import { LongTexts } from "./long-texts.ts";
import type { MemoryReader } from "./memory-reader.ts";
import { ShortTexts } from "./short-texts.ts";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

const NOTHING = new Uint8Array(0);

/**
 * Turns DuckDB's 16-byte string entries (length, then the text itself up to 12 bytes, else a prefix and an address) into dictionary codes.
 * No JavaScript string is made for a text seen before. Long texts of a chunk lie one after the other in memory: each such run is read at once.
 */
export class TextDictionary {
  readonly texts: string[] = [];
  private readonly short = new ShortTexts();
  private readonly long = new LongTexts();
  private readonly memory: MemoryReader;

  constructor(memory: MemoryReader) {
    this.memory = memory;
  }

  /** Writes the codes of a chunk's rows to `target`, -1 where `bits` says that a row is missing. */
  encode(entries: Int32Array, bits: Uint8Array | null, target: Int32Array): void {
    const own = new Uint8Array(entries.buffer, entries.byteOffset, entries.byteLength);
    let run: Uint8Array = NOTHING;
    let place = 0;
    for (
      let row = this.short.encode(entries, bits, 0, target);
      row < target.length;
      row = this.short.encode(entries, bits, row + 1, target)
    ) {
      const base = row * 4;
      const length = (entries[base] as number) >>> 0;
      const next = this.texts.length;
      target[row] = next;
      if (length <= 12) {
        this.short.add(entries, base, next);
        this.add(own, base * 4 + 4, length);
        continue;
      }
      if (place === run.length) {
        run = this.memory(entries.subarray(base + 2), runLength(entries, bits, row, target.length));
        place = 0;
      }
      const code = this.long.code(run, place, place + length, next);
      if (code === next) this.add(run, place, length);
      target[row] = code;
      place += length;
    }
  }

  private add(bytes: Uint8Array, from: number, length: number): void {
    this.texts.push(decoder.decode(bytes.subarray(from, from + length)));
  }
}

function present(bits: Uint8Array | null, row: number): boolean {
  return bits === null || ((bits[row >> 3] as number) & (1 << (row & 7))) !== 0;
}

/** Bytes from the long text of `first` on that belong to long texts of the rows that follow, without a gap. */
function runLength(entries: Int32Array, bits: Uint8Array | null, first: number, rows: number): number {
  const start = address(entries, first);
  let length = (entries[first * 4] as number) >>> 0;
  for (let row = first + 1; row < rows; row++) {
    const next = (entries[row * 4] as number) >>> 0;
    if (next <= 12 || !present(bits, row)) continue;
    if (address(entries, row) !== start + length) break;
    length += next;
  }
  return length;
}

/** User space has 47 bits, so an address is exact as a double. */
function address(entries: Int32Array, row: number): number {
  return (entries[row * 4 + 3] as number) * 4294967296 + ((entries[row * 4 + 2] as number) >>> 0);
}

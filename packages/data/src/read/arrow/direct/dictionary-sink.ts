import { stringColumn } from "@mlops/core/table";
import { GrowingArray, type Room } from "../../../growing-array.ts";
import { atLeast, type Cells, isSet, viewOf } from "../cells.ts";
import { ArrowDamage } from "../flat-table.ts";
import type { ArrowField } from "../schema.ts";
import type { ColumnSink } from "./column-sink.ts";
import { TextCodes } from "./text-codes.ts";

type Codes = { readonly width: number; readonly signed: boolean };

/** What a code of the file became: a code of ours, nothing (the dictionary's value is missing), or it was not looked at. */
const MISSING = -1;
const UNSEEN = -2;

/** Codes of the texts of a dictionary, and of its later parts and others that replace it. */
class CodeMap {
  private readonly texts: TextCodes;
  private parts: readonly Cells[] = [];
  /** Where each part that was taken starts. */
  private starts: number[] = [];
  size = 0;
  codes = new Int32Array(16);

  constructor(texts: TextCodes) {
    this.texts = texts;
  }

  /** Takes what came of a dictionary so far; one that replaces another is another list. */
  use(parts: readonly Cells[]): void {
    if (parts !== this.parts) {
      this.parts = parts;
      this.starts = [];
      this.size = 0;
    }
    const before = this.size;
    for (const { rows } of parts.slice(this.starts.length)) {
      this.starts.push(this.size);
      this.size += rows;
    }
    if (this.size > this.codes.length) {
      const larger = new Int32Array(Math.max(this.size, this.codes.length * 2));
      larger.set(this.codes.subarray(0, before));
      this.codes = larger;
    }
    this.codes.fill(UNSEEN, before, this.size);
  }

  /** Looks at a text for the first time. */
  see(code: number): number {
    let at = 0;
    for (let after = this.starts.length; after - at > 1; ) {
      const middle = (at + after) >> 1;
      if ((this.starts[middle] as number) <= code) at = middle;
      else after = middle;
    }
    const place = code - (this.starts[at] as number);
    const part = this.parts[at] as Extract<Cells, { kind: "text" }>;
    const bytes = isSet(part.bits, place) ? part.at(place) : undefined;
    const known = bytes === undefined ? MISSING : this.texts.code(bytes, 0, bytes.length);
    this.codes[code] = known;
    return known;
  }
}

/** Texts that come as codes of a dictionary. */
export function dictionarySink({ name, dictionary }: ArrowField, room: Room): ColumnSink {
  const codes = new GrowingArray(Int32Array, room);
  const texts = new TextCodes();
  const map = new CodeMap(texts);
  return {
    append({ length, bits, buffers }, parts) {
      if (parts === undefined) throw new ArrowDamage(`the dictionary of column "${name}" does not come before it`);
      map.use(parts);
      const theirs = codesOf(name, buffers[0], length, dictionary as Codes);
      const { codes: ours, size } = map;
      const start = codes.extend(length);
      const target = codes.values;
      for (let row = 0; row < length; row++) {
        if (!isSet(bits, row)) {
          target[start + row] = MISSING;
          continue;
        }
        const code = theirs[row] as number;
        if (!(code >= 0 && code < size)) throw new ArrowDamage(`column "${name}" has the code ${code} of a dictionary of ${size}`);
        const known = ours[code] as number;
        target[start + row] = known === UNSEEN ? map.see(code) : known;
      }
    },
    finish: () => stringColumn(codes.finish(), texts.texts),
  };
}

/** The codes of a batch as numbers. */
function codesOf(name: string, buffer: Uint8Array | undefined, length: number, { width, signed }: Codes): ArrayLike<number> {
  const bytes = atLeast(name, buffer, length * width);
  const { buffer: memory, byteOffset } = bytes.byteOffset % width === 0 ? bytes : bytes.slice();
  switch (width) {
    case 1:
      return signed ? new Int8Array(memory, byteOffset, length) : bytes;
    case 2:
      return signed ? new Int16Array(memory, byteOffset, length) : new Uint16Array(memory, byteOffset, length);
    case 4:
      return signed ? new Int32Array(memory, byteOffset, length) : new Uint32Array(memory, byteOffset, length);
    default: {
      const view = viewOf(bytes);
      return Float64Array.from({ length }, (_, row) => Number(view.getBigInt64(row * 8, true)));
    }
  }
}

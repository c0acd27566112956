import { LongTexts } from "../../../duckdb/long-texts.ts";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Codes of texts in the order in which they come; no string is made for a text that was seen before. */
export class TextCodes {
  readonly texts: string[] = [];
  private readonly known = new LongTexts();

  /** The code of the UTF-8 text that lies from `from` to `to`. */
  code(bytes: Uint8Array, from: number, to: number): number {
    const next = this.texts.length;
    const code = this.known.code(bytes, from, to, next);
    if (code === next) this.texts.push(decoder.decode(bytes.subarray(from, to)));
    return code;
  }
}

import { NO_MOMENTS } from "../../stats/moments.ts";
import { ByteReader, corrupt } from "../byte-reader.ts";
import { ByteWriter } from "../byte-writer.ts";
import { crc32 } from "../crc32.ts";
import { CategoryState } from "./category-state.ts";
import { CoMoments } from "./co-moments.ts";
import { DistinctSketch } from "./distinct-sketch.ts";
import { NumberState } from "./number-state.ts";
import { NumberValues } from "./number-values.ts";
import { QuantileSketch } from "./quantile-sketch.ts";
import { TableState } from "./table-state.ts";
import { TextCounts } from "./text-counts.ts";
import { ValueCounts } from "./value-counts.ts";
import { hashInteger, hashText } from "./value-hash.ts";

// Layout, version 1, with the parts of profile-bytes.ts: "MLTS", version, CRC-32 of what follows; rows; values held of a column and one (0: all);
// columns: count; of each: name, kind, rows, missing and its state; co-moments: names, then six doubles for each pair.
//   numbers: nan, positive, negative; flags (1 integer, 2 ascending, 4 all values are held, 8 sketches, 16 texts); first, last, n, mean, m2, min, max;
//     the values, or their counts and the sketches; the texts
//   texts: error; entries: text and count; 1 and the registers, or 0
//   doubles: count, 8 bytes each

const MAGIC = [0x4d, 0x4c, 0x54, 0x53];
const VERSION = 1;
const HEAD = 9;
const KINDS = ["numeric", "bigint", "timestamp", "string", "boolean"] as const;
const MOMENTS = ["n", "mean", "m2", "min", "max"] as const;

/**
 * A state as bytes with a version and a checksum, to be merged with states of other parts later.
 * @example decodeTableState(encodeTableState(new TableState())).rows // => 0
 */
export function encodeTableState(state: TableState): Uint8Array {
  const out = new ByteWriter(HEAD);
  out.count(state.rows);
  out.count(Number.isFinite(state.exactValues) ? state.exactValues + 1 : 0);
  out.count(state.columns.size);
  for (const [name, column] of state.columns) {
    out.text(name);
    out.byte(KINDS.indexOf(column.kind));
    out.count(column.rows);
    out.count(column.missing);
    if (column instanceof CategoryState) {
      out.doubles(Float64Array.of(column.shortest, column.longest));
      writeTexts(out, column.texts);
    } else writeNumbers(out, column);
  }
  const { names, pairs } = state.coMoments ?? new CoMoments([]);
  out.count(names.length);
  for (const name of names) out.text(name);
  for (const { n, meanX, meanY, xx, yy, xy } of pairs) out.doubles(Float64Array.of(n, meanX, meanY, xx, yy, xy));
  const { bytes } = out;
  bytes.set([...MAGIC, VERSION]);
  new DataView(bytes.buffer).setUint32(5, crc32(bytes.subarray(HEAD)), true);
  return bytes;
}

/**
 * The state that `encodeTableState` wrote.
 * @throws DataError `VALUE_INVALID` for other bytes, another version, and bytes that changed since
 */
export function decodeTableState(bytes: Uint8Array): TableState {
  if (bytes.length < HEAD || !MAGIC.every((byte, i) => bytes[i] === byte)) throw corrupt("it does not begin as a profile's state");
  if (bytes[4] !== VERSION) throw corrupt(`its version is ${bytes[4]}, not ${VERSION}`);
  const sum = new DataView(bytes.buffer, bytes.byteOffset).getUint32(5, true);
  if (sum !== crc32(bytes.subarray(HEAD))) throw corrupt("its checksum does not fit: bytes have changed");
  const from = new ByteReader(bytes, HEAD);
  const rows = from.count();
  const held = from.count();
  const state = new TableState(held === 0 ? {} : { exactValues: held - 1 });
  state.rows = rows;
  for (const [name, column] of from.list(from.count(), () => [from.text(), readColumn(from, state.exactValues)] as const))
    state.columns.set(name, column);
  const names = from.list(from.count(), () => from.text());
  const pairs = new CoMoments(names).pairs.map(() => {
    const [n, meanX, meanY, xx, yy, xy] = [...exactly(from.doubles(), 6)] as [number, number, number, number, number, number];
    return { n, meanX, meanY, xx, yy, xy };
  });
  if (state.columns.size > 0) state.coMoments = new CoMoments(names, pairs);
  if (from.left > 0) throw corrupt(`${from.left} bytes follow its end`);
  return state;
}

function readColumn(from: ByteReader, limit: number): NumberState | CategoryState {
  const kind = KINDS[from.byte()];
  if (kind === undefined) throw corrupt("a column is of an unknown kind");
  const base = { rows: from.count(), missing: from.count() };
  if (kind !== "string" && kind !== "boolean") return Object.assign(readNumbers(from, kind, limit), base);
  const [shortest, longest] = exactly(from.doubles(), 2);
  const texts = readTexts(from, limit, hashText);
  return Object.assign(new CategoryState(kind, limit === Number.POSITIVE_INFINITY), { ...base, shortest, longest, texts });
}

function writeNumbers(out: ByteWriter, state: NumberState): void {
  const { values, texts, moments } = state;
  values.settle();
  const { all, counts, sketches } = values;
  for (const count of [state.nan, state.positive, state.negative]) out.count(count);
  out.byte(
    (state.integer ? 1 : 0) | (state.ascending ? 2 : 0) | (all === null ? 0 : 4) | (sketches === null ? 0 : 8) | (texts === null ? 0 : 16),
  );
  out.doubles(Float64Array.of(state.first, state.last, ...MOMENTS.map((name) => moments[name])));
  if (all !== null) out.doubles(all);
  else {
    out.doubles(counts.values);
    out.doubles(counts.counts);
    out.count(counts.error);
  }
  if (sketches !== null) {
    out.bytesOf(sketches.distinct.registers);
    out.count(sketches.quantiles.error);
    out.count(sketches.quantiles.levels.length);
    for (const level of sketches.quantiles.levels) out.doubles(level);
  }
  if (texts !== null) writeTexts(out, texts);
}

function readNumbers(from: ByteReader, kind: NumberState["kind"], limit: number): NumberState {
  const [nan, positive, negative] = [from.count(), from.count(), from.count()];
  const flags = from.byte();
  const [first, last, ...figures] = [...exactly(from.doubles(), 2 + MOMENTS.length)] as [number, number, ...number[]];
  const moments = { ...NO_MOMENTS, ...Object.fromEntries(MOMENTS.map((name, i) => [name, figures[i] as number])) };
  const all = flags & 4 ? from.doubles() : null;
  const counts = all === null ? new ValueCounts(from.doubles(), from.doubles(), from.count()) : new ValueCounts();
  if (counts.values.length !== counts.counts.length) throw corrupt("its counts are not complete");
  const sketches = flags & 8 ? { distinct: readDistinct(from), quantiles: readQuantiles(from) } : null;
  const values = NumberValues.of(limit, all ?? { counts, sketches });
  const texts = flags & 16 ? readTexts(from, limit, hashInteger) : null;
  const integer = (flags & 1) !== 0;
  return Object.assign(new NumberState(kind, limit), {
    ...{ nan, positive, negative, integer, ascending: (flags & 2) !== 0 },
    ...{ first, last, moments, values, texts },
  });
}

function readQuantiles(from: ByteReader): QuantileSketch {
  const sketch = new QuantileSketch();
  sketch.error = from.count();
  sketch.levels.push(...from.list(from.count(), () => from.doubles()));
  return sketch;
}

function writeTexts(out: ByteWriter, { counts, error, distinct }: TextCounts): void {
  out.count(error);
  out.count(counts.size);
  for (const [text, count] of counts) {
    out.text(text);
    out.count(count);
  }
  out.byte(distinct === null ? 0 : 1);
  if (distinct !== null) out.bytesOf(distinct.registers);
}

function readTexts(from: ByteReader, limit: number, hash: (text: string) => void): TextCounts {
  const error = from.count();
  const counts = new Map(from.list(from.count(), () => [from.text(), from.count()] as const));
  return new TextCounts(limit === Number.POSITIVE_INFINITY, hash, counts, error, from.byte() === 1 ? readDistinct(from) : null);
}

function readDistinct(from: ByteReader): DistinctSketch {
  const registers = from.bytesOf(DistinctSketch.size).slice();
  if (registers.some((register) => register > DistinctSketch.most)) throw corrupt("its number of different values is none");
  return new DistinctSketch(registers);
}

function exactly(values: Float64Array, length: number): Float64Array {
  if (values.length !== length) throw corrupt("its figures are not complete");
  return values;
}

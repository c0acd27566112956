import { ByteReader, corrupt } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";
import type { CategoryProfile, ColumnProfile, NumericProfile, TableProfile } from "./column-profile.ts";
import { crc32 } from "./crc32.ts";
import { readProfile } from "./read-profile.ts";

// Layout, version 1. A count is a varint (seven bits a byte, the lowest first), a double has 8 bytes, everything is little-endian.
//   4 bytes  "MLTP"
//   1 byte   version
//   4 bytes  CRC-32 of what follows
//   rows: count; columns: count; of each column
//     name: text; kind: byte (0 numeric, 1 string, 2 boolean, 3 timestamp); rows, missing: counts
//     numeric: flags: byte (1 integer; 2, 4, 8, 16: mean, m2, min, max are there; 32 below is there; 64 and all zero; 128 error is there);
//       nan, infinite: counts; a double for each of mean, m2, min, max that is there;
//       bins: count; upTo: numbers; a count for each bin; below: numbers, unless absent or all zero; error: double, where it is there
//     string, boolean: categories: count; a text and a count for each; other: count; distinct: count of it and one, 0 where unknown
//     timestamp: flags: byte (1, 2: min, max are there); a double for each
//   text: count of twice its bytes, odd where they are UTF-16; the bytes
//   numbers: byte 1 and, as counts, integers less the one before (2d, or −2d − 1 below zero); or byte 0 and doubles

const MAGIC = [0x4d, 0x4c, 0x54, 0x50];
const VERSION = 1;
const HEAD = 9;
const KINDS = ["numeric", "string", "boolean", "timestamp"] as const;
const FIGURES = ["mean", "m2", "min", "max"] as const;

/** True where bytes begin as those of `encodeProfile` do. @example isProfileBytes(encodeProfile(profileTable(aq.table({ x: [1] })))) // => true */
export const isProfileBytes = (bytes: Uint8Array): boolean => MAGIC.every((byte, i) => bytes[i] === byte);

/**
 * A profile in a compact binary form with a checksum: a fraction of its JSON, and `decodeProfile` gives it back unchanged.
 * @throws DataError `VALUE_INVALID` for a count that is none
 * @example decodeProfile(encodeProfile(profileTable(aq.table({ x: [1, 2] })))).rows // => 2
 */
export function encodeProfile(profile: TableProfile): Uint8Array {
  const out = new ByteWriter(HEAD);
  const columns = Object.entries(profile.columns);
  out.count(profile.rows);
  out.count(columns.length);
  for (const [name, column] of columns) {
    out.text(name);
    out.byte(KINDS.indexOf(column.kind));
    out.count(column.rows);
    out.count(column.missing);
    if (column.kind === "numeric") writeNumeric(out, column);
    else if (column.kind === "timestamp") writeFigures(out, column, ["min", "max"], 1, 0);
    else writeCategories(out, column);
  }
  const { bytes } = out;
  bytes.set([...MAGIC, VERSION]);
  new DataView(bytes.buffer).setUint32(5, crc32(bytes.subarray(HEAD)), true);
  return bytes;
}

/**
 * The profile that `encodeProfile` wrote.
 * @throws DataError `VALUE_INVALID` for other bytes, another version, and bytes that changed since
 * @example decodeProfile(encodeProfile(profileTable(aq.table({ city: ["Rome"] })))).columns.city.kind // => "string"
 */
export function decodeProfile(bytes: Uint8Array): TableProfile {
  if (!isProfileBytes(bytes) || bytes.length < HEAD) throw corrupt("it does not begin as a profile");
  if (bytes[4] !== VERSION) throw corrupt(`its version is ${bytes[4]}, not ${VERSION}`);
  const sum = new DataView(bytes.buffer, bytes.byteOffset).getUint32(5, true);
  if (sum !== crc32(bytes.subarray(HEAD))) throw corrupt("its checksum does not fit: bytes have changed");
  const from = new ByteReader(bytes, HEAD);
  const rows = from.count();
  const columns = from.list(from.count(), () => [from.text(), readColumn(from)] as const);
  if (from.left > 0) throw corrupt(`${from.left} bytes follow its end`);
  return readProfile({ version: 1, rows, columns: Object.fromEntries(columns) });
}

function readColumn(from: ByteReader): ColumnProfile {
  const kind = KINDS[from.byte()];
  const base = { rows: from.count(), missing: from.count() };
  if (kind === "numeric") return { kind, ...base, ...readNumeric(from) };
  if (kind === "timestamp") return { kind, ...base, ...readFigures(from, ["min", "max"], from.byte()) };
  if (kind === undefined) throw corrupt("a column is of an unknown kind");
  const categories = from.list(from.count(), () => ({ value: from.text(), count: from.count() }));
  const other = from.count();
  const distinct = from.count();
  return { kind, ...base, categories, other, distinct: distinct === 0 ? null : distinct - 1 };
}

function writeNumeric(out: ByteWriter, column: NumericProfile): void {
  const { upTo, counts, below, error } = column.sketch;
  const zero = below?.every((sum) => Object.is(sum, 0)) ?? false;
  const flags = (column.integer ? 1 : 0) + (below ? 32 : 0) + (zero ? 64 : 0) + (error === undefined ? 0 : 128);
  writeFigures(out, column, FIGURES, 2, flags, () => {
    out.count(column.nan);
    out.count(column.infinite);
  });
  out.count(upTo.length);
  out.numbers(upTo);
  for (const count of counts) out.count(count);
  if (below !== undefined && !zero) out.numbers(below);
  if (error !== undefined) out.double(error);
}

function readNumeric(from: ByteReader): Omit<NumericProfile, "kind" | "rows" | "missing"> {
  const flags = from.byte();
  const [nan, infinite] = [from.count(), from.count()];
  const figures = readFigures(from, FIGURES, flags >> 1);
  const bins = from.count();
  const upTo = from.numbers(bins);
  const counts = from.list(bins, () => from.count());
  const below = flags & 64 ? counts.map(() => 0) : flags & 32 ? from.numbers(bins) : undefined;
  const sketch = { upTo, counts, ...(below ? { below } : {}), ...(flags & 128 ? { error: from.double() } : {}) };
  return { integer: (flags & 1) === 1, nan, infinite, ...figures, sketch };
}

function writeCategories(out: ByteWriter, { categories, other, distinct }: CategoryProfile): void {
  out.count(categories.length);
  for (const { value, count } of categories) {
    out.text(value);
    out.count(count);
  }
  out.count(other);
  out.count((distinct ?? -1) + 1);
}

/** Flags, `first` for the first figure, and the figures that are there; what `between` writes comes after the flags. */
function writeFigures<K extends string>(
  out: ByteWriter,
  column: Readonly<Record<K, number | null>>,
  names: readonly K[],
  first: number,
  flags: number,
  between?: () => void,
): void {
  out.byte(flags + names.reduce((sum, name, i) => sum + (column[name] == null ? 0 : first << i), 0));
  between?.();
  for (const name of names) if (column[name] != null) out.double(column[name]);
}

function readFigures<K extends string>(from: ByteReader, names: readonly K[], flags: number): Record<K, number | null> {
  return Object.fromEntries(names.map((name, i) => [name, flags & (1 << i) ? from.double() : null])) as Record<K, number | null>;
}

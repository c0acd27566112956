import fc from "fast-check";
import type { FlatField, FlatShape } from "../../../write/arrow/flat-builder.ts";
import type { RawColumn, RawPart } from "./arrow-stream.ts";

const int = (value: number): FlatField => ({ kind: "int", value });
const short = (value: number): FlatField => ({ kind: "short", value });
const byte = (value: number): FlatField => ({ kind: "byte", value });
const intFields = (bits: number, signed: boolean): FlatShape => [int(bits), byte(signed ? 1 : 0)];

type Shape = { readonly type: number; readonly fields: FlatShape; part(rows: number): fc.Arbitrary<RawPart>; readonly codes?: FlatShape };

/** Rows of which some are missing: the bits, and how many. */
function validity(rows: number): fc.Arbitrary<{ readonly bits: Uint8Array; readonly missing: number }> {
  const some = fc.array(fc.boolean(), { minLength: rows, maxLength: rows }).map((present) => {
    const bits = new Uint8Array((rows + 7) >> 3);
    for (const [row, set] of present.entries()) if (set) bits[row >> 3] = (bits[row >> 3] as number) | (1 << (row & 7));
    const missing = present.filter((set) => !set).length;
    return missing === 0 ? { bits: new Uint8Array(0), missing } : { bits, missing };
  });
  return fc.oneof(some, fc.constant({ bits: new Uint8Array(0), missing: 0 }));
}

/** Values of some bytes each, of integers that `value` gives. */
function fixed(type: number, fields: FlatShape, width: number, value: fc.Arbitrary<bigint>): Shape {
  return {
    type,
    fields,
    part: (rows) =>
      fc.tuple(validity(rows), fc.array(value, { minLength: rows, maxLength: rows })).map(([{ bits, missing }, values]) => {
        const data = new Uint8Array(rows * width);
        for (const [row, one] of values.entries())
          for (let i = 0; i < width; i++) data[row * width + i] = Number((one >> BigInt(i * 8)) & 255n);
        return { rows, missing, buffers: [bits, data] };
      }),
  };
}

const between = (from: bigint, to: bigint): fc.Arbitrary<bigint> => fc.bigInt({ min: from, max: to });
const signed = (bits: number): fc.Arbitrary<bigint> => between(-(2n ** BigInt(bits - 1)), 2n ** BigInt(bits - 1) - 1n);
const safe = between(-(2n ** 53n) + 1n, 2n ** 53n - 1n);
const doubles = fc.double().map((value) => new BigInt64Array(Float64Array.of(value).buffer)[0] as bigint);
const singles = fc.float().map((value) => BigInt(new Int32Array(Float32Array.of(value).buffer)[0] as number));
/** The greatest, its negative, and the least. */
const ends = (bits: number): fc.Arbitrary<bigint> => {
  const end = 2n ** BigInt(bits - 1);
  return fc.constantFrom(end - 1n, 1n - end, -end);
};
/** Mostly what has a place in a timestamp, at times anything. */
const instants = (most: bigint): fc.Arbitrary<bigint> =>
  fc.oneof({ weight: 60, arbitrary: between(-most, most) }, { weight: 1, arbitrary: signed(64) }, { weight: 1, arbitrary: ends(64) });

/** UTF-8 one after the other, as texts and dictionaries have it. */
function textPart(texts: readonly string[], { bits, missing }: { bits: Uint8Array; missing: number }, wide: boolean): RawPart {
  const bytes = texts.map((text) => Buffer.from(text));
  const ends = [0];
  for (const { length } of bytes) ends.push((ends.at(-1) as number) + length);
  const places = wide ? BigInt64Array.from(ends, BigInt) : Int32Array.from(ends);
  return { rows: texts.length, missing, buffers: [bits, new Uint8Array(places.buffer), Buffer.concat(bytes)] };
}

const text = fc.oneof(
  fc.constantFrom("", "a", "b", "Zoë", "more than twelve bytes", "\uFEFFbom"),
  fc.string({ unit: "grapheme", maxLength: 20 }),
);
const textsOf = (rows: number): fc.Arbitrary<string[]> => fc.array(text, { minLength: rows, maxLength: rows });

function texts(type: 5 | 20): Shape {
  return {
    type,
    fields: [],
    part: (rows) => fc.tuple(textsOf(rows), validity(rows)).map(([values, valid]) => textPart(values, valid, type === 20)),
  };
}

const views: Shape = {
  type: 24,
  fields: [],
  part: (rows) =>
    fc.tuple(textsOf(rows), validity(rows)).map(([values, { bits, missing }]) => {
      const entries = Buffer.alloc(rows * 16);
      const long: Buffer[] = [];
      let end = 0;
      for (const [row, value] of values.entries()) {
        const bytes = Buffer.from(value);
        entries.writeInt32LE(bytes.length, row * 16);
        bytes.copy(entries, row * 16 + 4, 0, bytes.length <= 12 ? 12 : 4);
        if (bytes.length <= 12) continue;
        entries.writeInt32LE(end, row * 16 + 12);
        long.push(bytes);
        end += bytes.length;
      }
      return { rows, missing, buffers: [bits, entries, Buffer.concat(long)], views: 1 };
    }),
};

const booleans: Shape = {
  type: 6,
  fields: [],
  part: (rows) =>
    fc
      .tuple(validity(rows), fc.uint8Array({ minLength: (rows + 7) >> 3, maxLength: (rows + 7) >> 3 }))
      .map(([{ bits, missing }, values]) => ({ rows, missing, buffers: [bits, values] })),
};

const decimal = (digits: number, scale: number, bits: number): Shape =>
  fixed(7, [int(digits), int(scale), int(bits)], bits / 8, between(-(10n ** BigInt(digits)) + 1n, 10n ** BigInt(digits) - 1n));

const PLAIN: readonly Shape[] = [
  ...[8, 16, 32, 64].map((bits) => fixed(2, intFields(bits, true), bits / 8, fc.oneof(signed(bits), between(-100n, 100n)))),
  ...[8, 16, 32].map((bits) => fixed(2, intFields(bits, false), bits / 8, signed(bits))),
  fixed(2, intFields(64, true), 8, safe),
  fixed(2, intFields(64, false), 8, fc.oneof({ weight: 30, arbitrary: between(0n, 2n ** 53n - 1n) }, { weight: 1, arbitrary: signed(64) })),
  fixed(3, [short(0)], 2, signed(16)),
  fixed(3, [short(1)], 4, singles),
  fixed(3, [short(2)], 8, doubles),
  fixed(
    8,
    [short(0)],
    4,
    fc.oneof(
      { weight: 30, arbitrary: between(-100_000n, 100_000n) },
      { weight: 1, arbitrary: signed(32) },
      { weight: 1, arbitrary: ends(32) },
    ),
  ),
  fixed(8, [short(1)], 8, instants(9_000_000_000_000_000n)),
  ...[10n ** 12n, 10n ** 15n, 10n ** 18n, 2n ** 62n].map((most, unit) => fixed(10, [short(unit)], 8, instants(most))),
  fixed(
    10,
    [short(2), { kind: "text", value: "Europe/Vienna" }],
    8,
    fc.oneof({ weight: 20, arbitrary: signed(64) }, { weight: 1, arbitrary: ends(64) }),
  ),
  fixed(9, [short(1), int(32)], 4, between(0n, 86_399_999n)),
  decimal(4, 2, 128),
  decimal(9, 0, 32),
  decimal(15, 15, 64),
  decimal(15, 3, 128),
  decimal(18, 5, 128),
  decimal(38, 7, 128),
  { type: 1, fields: [], part: (rows) => fc.constant({ rows, missing: rows, buffers: [] }) },
  booleans,
  texts(5),
  texts(20),
  views,
];

/** A column of texts by their codes; its dictionary grows or is replaced between batches. */
function coded(rows: readonly number[]): fc.Arbitrary<Omit<RawColumn, "name">> {
  return fc
    .tuple(
      fc.constantFrom(8, 16, 32, 64),
      fc.boolean(),
      fc.constantFrom<5 | 20>(5, 20),
      fc.tuple(...rows.map(() => fc.tuple(fc.array(text, { minLength: 1, maxLength: 5 }), fc.constantFrom("new", "delta", "none")))),
    )
    .chain(([bits, signs, type, updates]) => {
      let size = 0;
      const sizes: number[] = [];
      const dictionaries = updates.map(([values, how], batch) => {
        const fresh = batch === 0 || how === "new";
        if (!fresh && how === "none") {
          sizes.push(size);
          return undefined;
        }
        size = fresh ? values.length : size + values.length;
        sizes.push(size);
        const gap = values.length > 2 ? { bits: Uint8Array.of(0b11111101), missing: 1 } : { bits: new Uint8Array(0), missing: 0 };
        return { part: textPart(values, gap, type === 20), delta: !fresh };
      });
      const parts = rows.map((count, batch) => fixed(2, [], bits / 8, between(0n, BigInt((sizes[batch] as number) - 1))).part(count));
      return fc.tuple(...parts).map((made) => ({ type, fields: [], codes: intFields(bits, signs), dictionaries, parts: made }));
    });
}

/** Columns of any type over the same batches. */
export const anyColumns: fc.Arbitrary<RawColumn[]> = fc.array(fc.nat(20), { minLength: 1, maxLength: 4 }).chain((rows) => {
  const plain = fc
    .constantFrom(...PLAIN)
    .chain(({ type, fields, part }) => fc.tuple(...rows.map(part)).map((parts) => ({ type, fields, parts })));
  return fc
    .array(fc.oneof({ weight: 4, arbitrary: plain }, { weight: 1, arbitrary: coded(rows) }), { minLength: 1, maxLength: 4 })
    .map((made) => made.map((column, i) => ({ ...column, name: `c${i}` })));
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { aq, fromValues, makeTable } from "../../table/index.ts";
import { crc32 } from "./crc32.ts";
import { decodeProfile, encodeProfile, isProfileBytes, mergeProfiles, profileTable, type TableProfile } from "./index.ts";

const cell = fc.option(fc.oneof(fc.double(), fc.integer(), fc.constantFrom(0, -0, 1, 2 ** 52)));
const column = fc.oneof(
  fc.array(cell, { maxLength: 60 }),
  fc.array(fc.option(fc.string({ unit: "binary" })), { maxLength: 60 }),
  fc.array(fc.option(fc.constantFrom("\ud800", "a", "\ufeffb")), { maxLength: 60 }),
  fc.array(fc.option(fc.boolean()), { maxLength: 60 }),
  fc.array(fc.option(fc.date({ noInvalidDate: true })), { maxLength: 60 }),
);
const profiles = fc
  .tuple(fc.array(fc.tuple(fc.string(), column), { maxLength: 4 }), fc.integer({ min: 2, max: 40 }), fc.boolean())
  .map(([columns, bins, merged]): TableProfile => {
    const length = Math.max(0, ...columns.map(([, values]) => values.length));
    const filled = columns.map(([name, values]) => [
      name,
      fromValues([...values, ...Array<null>(length - values.length).fill(null)] as unknown[]),
    ]);
    const profile = profileTable(makeTable(Object.fromEntries(filled)), { bins, categories: 5 });
    return merged ? mergeProfiles(profile, profile, { bins: 2, categories: 3 }) : profile;
  });

const small = profileTable(aq.table({ x: [1, 2.5, null], city: ["Rome", "Oslo", "Rome"], at: [new Date(5), null, new Date(9)] }));
const invalid = expect.objectContaining({ code: "VALUE_INVALID" });

describe("a profile in bytes", () => {
  test("is the same profile", () => {
    fc.assert(
      fc.property(profiles, (profile) => {
        expect(decodeProfile(encodeProfile(profile))).toEqual(profile);
      }),
    );
  });

  test("takes a fraction of its JSON", () => {
    const table = aq.table({
      n: Array.from({ length: 5000 }, (_, i) => (i * 37) % 500),
      c: Array.from({ length: 5000 }, (_, i) => `c${i % 90}`),
    });
    const profile = profileTable(table);
    expect(encodeProfile(profile).length * 4).toBeLessThan(JSON.stringify(profile).length);
  });

  test("is read from within a larger buffer", () => {
    const bytes = encodeProfile(small);
    const larger = new Uint8Array(bytes.length + 7);
    larger.set(bytes, 3);
    expect(decodeProfile(larger.subarray(3, 3 + bytes.length))).toEqual(small);
  });

  test("holds counts beyond 32 bits, and refuses what is no count", () => {
    const many = { ...small, rows: 2 ** 52 + 1 };
    expect(decodeProfile(encodeProfile(many)).rows).toBe(2 ** 52 + 1);
    for (const rows of [-1, 1.5, 2 ** 60]) expect(() => encodeProfile({ ...small, rows })).toThrow(invalid);
  });
});

describe("bytes that are no profile", () => {
  const bytes = encodeProfile(small);
  test("of another beginning or version are told", () => {
    expect(isProfileBytes(new Uint8Array(0))).toBe(false);
    expect(() => decodeProfile(new TextEncoder().encode("PAR1 and more"))).toThrow(/does not begin as a profile/);
    expect(() => decodeProfile(bytes.with(4, 2))).toThrow(/its version is 2, not 1/);
  });

  test("are refused wherever one of them changed, and however they are cut", () => {
    for (let i = 0; i < bytes.length; i++) {
      expect(() => decodeProfile(bytes.with(i, (bytes[i] as number) ^ 0x41))).toThrow(invalid);
      expect(() => decodeProfile(bytes.slice(0, i))).toThrow(invalid);
    }
    expect(() => decodeProfile(Uint8Array.of(...bytes, 0))).toThrow(invalid);
  });

  test("are refused with a right checksum too: never another error, never much memory", () => {
    const body = bytes.subarray(9);
    const changed = fc
      .tuple(fc.nat(body.length - 1), fc.nat(255), fc.nat(body.length))
      .map(([at, byte, end]) => body.with(at, byte).slice(0, end));
    fc.assert(
      fc.property(fc.oneof(changed, fc.uint8Array({ maxLength: 80 })), (content) => {
        const file = Uint8Array.of(...bytes.subarray(0, 9), ...content);
        new DataView(file.buffer).setUint32(5, crc32(content), true);
        try {
          expect(decodeProfile(file).version).toBe(1);
        } catch (error) {
          expect(error).toMatchObject({ code: "VALUE_INVALID" });
        }
      }),
    );
  });
});

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Random } from "@mlops/core/stats";
import { afterAll, describe, expect, test } from "vitest";
import { aq, DriftDetector, driftReport, loadProfile, profileInFile, profileTable, saveProfile } from "../index.ts";

const folder = mkdtempSync(path.join(tmpdir(), "profile-file-"));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => path.join(folder, name);
const write = (name: string, content: string | Uint8Array) => {
  writeFileSync(at(name), content);
  return at(name);
};

const random = new Random(4);
const table = (n: number, shift: number) =>
  aq.table({
    amount: Array.from({ length: n }, () => random.normal() * 10 + shift),
    visits: Array.from({ length: n }, () => random.int(4)),
    city: Array.from({ length: n }, () => ["Rome", "Oslo", "Bern"][random.int(shift > 0 ? 3 : 2)]),
    at: Array.from({ length: n }, (_, i) => new Date(i)),
  });
const [reference, current] = [table(2000, 0), table(1500, 8)];
const profile = profileTable(reference);

describe("a profile in a file", () => {
  test("reads back in both forms, the binary one smaller, and leaves nothing else", async () => {
    await saveProfile(at("a.json"), profile);
    await saveProfile(at("a.profile"), profile);
    for (const name of ["a.json", "a.profile"]) {
      expect(await loadProfile(at(name))).toEqual(profile);
      expect(await profileInFile(at(name))).toEqual(profile);
    }
    expect(readFileSync(at("a.profile")).length).toBeLessThan(readFileSync(at("a.json")).length);
    expect(readdirSync(folder).sort()).toEqual(["a.json", "a.profile"]);
  });

  test("is told from a table by what it holds", async () => {
    const rows = ['{"rows":1,"x":2}', '{"rows":1,"x":2}\n{"rows":2,"x":3}\n', '{"columns":"a","x":1}\n'];
    for (const [i, content] of rows.entries()) expect(await profileInFile(write(`rows-${i}.json`, content))).toBe(undefined);
    expect(await profileInFile(write("t.csv", '{"version":1'))).toBe(undefined);
    expect(await profileInFile(at("gone.json"))).toBe(undefined);
    expect(await profileInFile(folder)).toBe(undefined);
    expect(await profileInFile(write("renamed.bin", readFileSync(at("a.profile"))))).toEqual(profile);
  });

  test.each([
    ["is not there", "gone.profile", undefined, "FILE_UNREADABLE", /gone\.profile/],
    ["is a table", "t.profile", "a,b\n1,2\n", "FILE_MALFORMED", /t\.profile is malformed: it is no profile/],
    ["is of another version", "v2.json", '{"version":2,"rows":1,"columns":{}}', "FILE_MALFORMED", /v2\.json.*its version is 2, not 1/],
    ["lacks a column's counts", "c.json", '{"version":1,"rows":1,"columns":{"x":{}}}', "FILE_MALFORMED", /column "x".*counts/],
  ])("that %s is refused by name", async (_, name, content, code, message) => {
    if (content !== undefined) write(name, content);
    const told = expect.objectContaining({ code, message: expect.stringMatching(message) });
    await expect(loadProfile(at(name))).rejects.toEqual(told);
    await expect(profileInFile(at(name))).rejects.toEqual(told);
  });

  test("that has changed since is refused", async () => {
    const bytes = readFileSync(at("a.profile"));
    bytes[bytes.length - 3] = (bytes[bytes.length - 3] as number) ^ 1;
    await expect(loadProfile(write("changed.profile", bytes))).rejects.toThrow(/changed\.profile is malformed.*checksum/);
  });
});

test("a report of a profile draws what that of the tables draws", async () => {
  const detector = new DriftDetector({});
  const { json: exact } = await driftReport(detector.detectDrift(reference, current), reference, current);
  const { json, html } = await driftReport(detector.detectDrift(profile, current), profile, current);
  expect(json.reference.rows).toBe(2000);
  expect(json.drift.distributions.map(({ name }) => name)).toEqual(exact.drift.distributions.map(({ name }) => name));
  for (const [i, drawn] of json.drift.distributions.entries()) {
    const wanted = exact.drift.distributions[i] as typeof drawn;
    expect(drawn.labels.length).toBe(wanted.labels.length);
    for (const side of ["reference", "current"] as const) {
      expect(drawn[side].reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
      for (const [bin, share] of drawn[side].entries()) expect(Math.abs(share - (wanted[side][bin] as number))).toBeLessThan(0.03);
    }
  }
  expect(html).toContain("<svg");
  const both = await driftReport(detector.detectDrift(profile, profileTable(current)), profile, profileTable(current));
  expect(both.json.drift.distributions).toHaveLength(3);
});

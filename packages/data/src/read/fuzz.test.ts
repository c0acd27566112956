import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { fuzzReaders } from "./__fixtures__/mutated-files.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mlops-fuzz-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

// `node --conditions=@mlops/source bench/fuzz-readers.ts` does the same with many more files.
it("files with some bytes changed are read whole or refused with an error that says what is wrong", async () => {
  const bugs: string[] = [];
  const { read, refused } = await fuzzReaders(folder, {
    files: 150,
    seed: 1,
    onBug: (bug, name, bytes) => bugs.push(`${name}: ${bug} (${bytes.toString("base64").slice(0, 2000)})`),
  });
  expect(bugs).toEqual([]);
  expect(read).toBeGreaterThan(5);
  expect(refused).toBeGreaterThan(50);
});

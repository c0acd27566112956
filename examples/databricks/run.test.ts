import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

test("goes from training to a job run, and says that the workspace is a fake", async () => {
  const args = ["--conditions=@mlops/source", join(import.meta.dirname, "run.ts")];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { timeout: 60_000 });
  const lines = stdout.trimEnd().split("\n");
  expect([stderr, lines.length]).toEqual(["", 8]);
  expect(lines[0]).toMatch(/^FAKE .*fake on this machine/);
  expect(lines[1]).toMatch(/^train .*3 stages finished; accuracy on validation 0\.9\d\d$/);
  expect(lines[3]).toMatch(/^deploy .*penguins-1 at http:\/\/127\.0\.0\.1/);
  expect(lines[4]).toMatch(/^golden .*largest difference 0; alias champion$/);
  expect(lines[5]).toMatch(/^query .*"label":"Gentoo"/);
  expect(lines[6]).toMatch(/^job run .*SUCCESS$/);
  expect(lines[7]).toMatch(/^FAKE /);
}, 60_000);

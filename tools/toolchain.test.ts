import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { isNodeNewEnough, isPythonNewEnough } from "./toolchain.mjs";

test.each([
  ["v18.20.0", false],
  ["v20.20.2", false],
  ["v22.18.9", false],
  ["v22.19.0", true],
  ["v23.11.0", false],
  ["v24.10.0", false],
  ["v24.11.0", true],
  ["v26.0.0", true],
])("Node %s is new enough: %s", (version, expected) => {
  expect(isNodeNewEnough(version)).toBe(expected);
});

test.each([
  ["2.7", false],
  ["3.9", false],
  ["3.11", true],
  ["3.14", true],
])("Python %s is new enough: %s", (version, expected) => {
  expect(isPythonNewEnough(version)).toBe(expected);
});

/** Starts the launcher where the PATH holds this Node and, with `python`, a python3 that says it is of that version. */
function launch(task: string, python?: string): { status: number | null; stderr: string } {
  const folder = mkdtempSync(path.join(tmpdir(), "mlops-path-"));
  try {
    symlinkSync(process.execPath, path.join(folder, "node"));
    if (python !== undefined) {
      writeFileSync(path.join(folder, "python3"), `#!/bin/sh\necho ${python}\n`);
      chmodSync(path.join(folder, "python3"), 0o755);
    }
    const launcher = path.join(import.meta.dirname, "run.mjs");
    return spawnSync(process.execPath, [launcher, task], { encoding: "utf8", env: { PATH: folder } });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test("tests without Python, or with an old one, fail at once and say so", () => {
  for (const python of [undefined, "3.9"]) {
    const { status, stderr } = launch("test", python);
    expect(status).toBe(2);
    expect(stderr).toContain("needs python3 >= 3.11");
  }
});

test("an unknown task is a usage error that lists the tasks", () => {
  const { status, stderr } = launch("fly");
  expect(status).toBe(3);
  expect(stderr).toContain('unknown task "fly"; there are test, check, demo, bench');
});

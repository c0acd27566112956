import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";

const main = path.join(import.meta.dirname, "main.ts");
const cwd = mkdtempSync(path.join(tmpdir(), "mlops-server-"));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));
const serve = (...args: string[]) => spawnSync(process.execPath, ["--conditions=@mlops/source", main, ...args], { cwd, encoding: "utf8" });

test("without a model it says how it is used", () => {
  for (const args of [[], ["churn"], ["--endpoint", "churn", "a=b"], ["a=b", "--port", "many"], ["--unknown"]]) {
    const { status, stderr } = serve(...args);
    expect(status).toBe(3);
    expect(stderr).toContain("usage: server <name>=<model URI>");
  }
});

test("a model that is not registered is an error, and nothing listens", () => {
  const { status, stdout, stderr } = serve("churn=models:/churn@champion");
  expect([status, stdout]).toEqual([1, ""]);
  expect(stderr).toContain("TRACKING_NOT_FOUND");
});

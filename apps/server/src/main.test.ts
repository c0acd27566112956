import { spawnSync } from "node:child_process";
import path from "node:path";
import { expect, test } from "vitest";

const main = path.join(import.meta.dirname, "main.ts");
const serve = (...args: string[]) => spawnSync(process.execPath, ["--conditions=@mlops/source", main, ...args], { encoding: "utf8" });

test("without a model it says how it is used", () => {
  for (const args of [[], ["churn"]]) {
    const { status, stderr } = serve(...args);
    expect(status).toBe(3);
    expect(stderr).toContain("usage: server <name>=<model URI>");
  }
});

test("serving is not built, and it says so", () => {
  const { status, stdout, stderr } = serve("churn=models:/churn@champion");
  expect([status, stdout]).toEqual([3, ""]);
  expect(stderr).toContain("NOT_SUPPORTED: serving models over HTTP is not supported");
});

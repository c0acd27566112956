import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { withProcessLock } from "./process-lock.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mlops-lock-"));
  file = join(folder, "deep", "work.lock");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const busy = ({ pid }: { readonly pid: number }) => new Error(`busy: ${pid}`);
const lockOf = (pid: number) => JSON.stringify({ pid, host: hostname(), id: "theirs" });

/** The id of a process that is gone. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "exit");
  return child.pid as number;
}

it("lets one work at a time, names the holder, and leaves nothing", async () => {
  let inside = 0;
  const work = async () => {
    expect(++inside).toBe(1);
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ pid: process.pid });
    await pause(20);
    inside--;
    return "done";
  };
  const all = await Promise.all(Array.from({ length: 4 }, () => withProcessLock(file, { waitMs: 10_000, busy }, work)));
  expect(all).toEqual(["done", "done", "done", "done"]);
  expect(readdirSync(join(folder, "deep"))).toEqual([]);
});

it("gives the lock free when the work fails, and refuses whoever does not want to wait", async () => {
  const first = withProcessLock(file, { busy }, () => pause(200).then(() => Promise.reject(new Error("failed"))));
  await expect(withProcessLock(file, { busy }, async () => undefined)).rejects.toThrow(`busy: ${process.pid}`);
  await expect(first).rejects.toThrow("failed");
  expect(existsSync(file)).toBe(false);
});

it("takes the lock of a dead process over, also when another one died while it did that", async () => {
  await withProcessLock(file, { busy }, async () => undefined);
  const pid = await deadPid();
  writeFileSync(file, lockOf(pid));
  writeFileSync(`${file}.takeover`, lockOf(pid));
  expect(await withProcessLock(file, { busy }, async () => 1)).toBe(1);
  expect(readdirSync(join(folder, "deep"))).toEqual([]);
});

it("stops waiting on an abort, and tells a folder that cannot be written", async () => {
  await withProcessLock(file, { busy }, async () => {
    const signal = AbortSignal.timeout(20);
    await expect(withProcessLock(file, { waitMs: 60_000, signal, busy }, async () => undefined)).rejects.toThrow();
  });
  writeFileSync(join(folder, "plain"), "");
  await expect(withProcessLock(join(folder, "plain", "lock"), { busy }, async () => undefined)).rejects.toMatchObject({
    code: "STATE_UNWRITABLE",
  });
});

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeBundle } from "@mlops/core/bundle";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { sampleSpec } from "./__fixtures__/sample-model.ts";

let home: string;
let child: ChildProcess | undefined;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "mlops-serve-"));
  for (const factor of [2, 3]) await writeBundle(join(home, `times-${factor}`), sampleSpec(factor));
});
afterEach(() => child?.kill("SIGKILL"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Starts the process; `printed` is its first line on stdout, or all of stderr once it ended. */
function serve(...args: string[]): { readonly printed: Promise<string>; readonly ended: Promise<number | null> } {
  const started = spawn(process.execPath, ["--conditions=@mlops/source", join(import.meta.dirname, "serve.ts"), ...args], { cwd: home });
  child = started;
  let errors = "";
  started.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const ended = new Promise<number | null>((done) => started.once("close", done));
  const line = new Promise<string>((done) => started.stdout.setEncoding("utf8").once("data", (text: string) => done(text.trim())));
  return { ended, printed: Promise.race([line, ended.then(() => errors)]) };
}

it("serves models by their URIs at a free port, until it is told to stop", async () => {
  const { printed, ended } = serve("double=times-2", `triple=file://${home}/times-3`);
  const url = await printed;
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const ask = async (path: string) => {
    const body = JSON.stringify({ instances: [{ x: 100 }] });
    return (await fetch(url + path, { method: "POST", headers: { "content-type": "application/json" }, body })).json();
  };
  expect(await ask("/invocations")).toEqual({ predictions: [{ prediction: 200 }] });
  expect(await ask("/models/triple/invocations")).toEqual({ predictions: [{ prediction: 300 }] });
  child?.kill("SIGTERM");
  expect(await ended).toBe(0);
});

it("ends with 3 where another program listens, or a model is none", async () => {
  const other = createServer();
  await new Promise<void>((done) => other.listen(0, "127.0.0.1", done));
  const { port } = other.address() as { port: number };
  const taken = serve("double=times-2", "--port", String(port));
  expect(await taken.printed).toMatch(
    new RegExp(`^ADDRESS_UNAVAILABLE: cannot listen on 127.0.0.1:${port}: another program listens there\nchoose another port`),
  );
  expect(await taken.ended).toBe(3);
  other.close();
  expect(await serve("double=models:two").printed).toContain("MODEL_URI_INVALID");
  expect(await serve("--endpoint", "none").printed).toContain("ENDPOINT_UNKNOWN");
});

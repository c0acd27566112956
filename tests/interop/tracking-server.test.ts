import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { mlflowAnswers, trackerContract } from "@mlops/core/testing";
import { openTracking, serveTracking, type Tracking, type TrackingServer } from "@mlops/core/tracking";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type MlflowServer, startMlflowServer } from "./mlflow-server.ts";

let home: string;
let real: MlflowServer;
let own: TrackingServer;
let tracking: Tracking;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "mlops-interop-"));
  real = await startMlflowServer();
  own = await serveTracking({ home: join(home, "own") });
  tracking = await openTracking({ home: join(home, "client"), trackingUri: real.url });
}, 150_000);

afterAll(async () => {
  await tracking?.close();
  await own?.close();
  await real?.stop();
  await rm(home, { recursive: true, force: true });
});

// First: it reads whole listings, so both stores must be empty.
describe("the embedded store answers as a real mlflow server does", () => {
  it("gives the same status, error code and JSON for every request", async () => {
    const [theirs, ours] = await Promise.all([mlflowAnswers(real.url), mlflowAnswers(own.url)]);
    expect(ours.size).toBe(theirs.size);
    expect(ours.size).toBeGreaterThan(150);
    expect(Object.fromEntries(ours)).toEqual(Object.fromEntries(theirs));
    const golden = resolve(import.meta.dirname, "../../packages/core/src/tracking/__golden__/mlflow-answers.json");
    const { answers } = JSON.parse(await readFile(golden, "utf8")) as { answers: unknown };
    expect(Object.fromEntries(theirs), "the golden answers are those of this server").toEqual(answers);
  }, 120_000);
});

describe("a real mlflow server keeps the contract of tracking", () => {
  for (const one of trackerContract()) it(one.name, () => one.run(tracking));
});

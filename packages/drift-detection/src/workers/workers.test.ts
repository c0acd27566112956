import { fromValues, numericColumn, stringColumn } from "@mlops/core/table";
import { describe, expect, test } from "vitest";
import { aq, ConfigError, DriftDetector } from "../index.ts";
import { answerTask } from "../worker.ts";

const ROWS = 350_000;
/** Ramps and codes, made fast; the middle one in memory of its own. */
function table(step: number) {
  const shared = new Float64Array(new SharedArrayBuffer(ROWS * 8));
  const own = new Float64Array(ROWS);
  const codes = new Int32Array(ROWS);
  for (let i = 0; i < ROWS; i++) {
    shared[i] = (i * 7919) % 1000;
    own[i] = ((i * 104_729) % 99_991) * step;
    codes[i] = (i * 31) % 7;
  }
  const columns = { shared: numericColumn(shared), own: numericColumn(own), text: stringColumn(codes, [..."abcdefg"]) };
  return aq.table(columns as never, Object.keys(columns));
}
const [reference, current] = [table(1), table(1.2)];
const handles = () => process.getActiveResourcesInfo().filter((name) => /Message|Worker/.test(name)).length;

describe("in threads", () => {
  test("the same bits for any number of them, with progress, and nothing left open", async () => {
    const detector = new DriftDetector({});
    const before = handles();
    const here = detector.detectDrift(reference, current);
    for (const workers of [1, 2]) {
      const steps: [number, number][] = [];
      const there = await detector.detectDriftAsync(reference, current, { workers, onProgress: (...step) => steps.push(step) });
      expect({ ...there, timestamp: "" }).toEqual({ ...here, timestamp: "" });
      expect(steps).toEqual([1, 2, 3].map((done) => [done, 3]));
    }
    expect(here.driftedFeatures).toEqual(["own"]);
    expect(handles()).toBe(before);
  });

  test("an abort ends them with the signal's reason", async () => {
    const before = handles();
    const stop = new AbortController();
    const reason = new Error("enough");
    const run = new DriftDetector({}).detectDriftAsync(reference, current, {
      workers: 2,
      signal: stop.signal,
      onProgress: () => stop.abort(reason),
    });
    await expect(run).rejects.toBe(reason);
    expect(handles()).toBe(before);
    await expect(new DriftDetector({}).detectDriftAsync(reference, current, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  test("an error keeps its class", async () => {
    const detector = new DriftDetector({ columns: { text: { method: "ks" } } });
    const run = detector.detectDriftAsync(reference, current, { workers: 2 });
    await expect(run).rejects.toSatisfy((error) => ConfigError.isInstance(error) && /columns\.text\.method/.test(error.message));
  });

  test("columns are read when their turn comes", async () => {
    const read: string[] = [];
    const source = (data: typeof reference) => ({
      columnNames: ["own", "text"],
      rows: ROWS,
      column: async (name: string) => {
        read.push(name);
        return data.column(name) as never;
      },
    });
    const detector = new DriftDetector({});
    const expected = detector.detectDrift(reference.select("own", "text"), current.select("own", "text"));
    const found = await detector.detectDriftAsync(source(reference), source(current), { workers: 1 });
    expect({ ...found, timestamp: "" }).toEqual({ ...expected, timestamp: "" });
    expect(read).toEqual(["own", "own", "text", "text"]);
    const failing = { ...source(reference), column: () => Promise.reject(new Error("disk")) };
    await expect(detector.detectDriftAsync(failing, source(current), { workers: 1 })).rejects.toThrow("disk");
  });
});

test("a task is answered, and what it throws is packed", () => {
  const config = { seed: 0, minRows: 2, numericEffectFloor: 0.1, categoricalEffectFloor: 0.1 };
  const context = { name: "x", named: undefined, role: false, rows: [2, 2] as const, config };
  const sides = [fromValues(["a", "b"]), fromValues(["a", "b"])] as never;
  expect(answerTask({ context: { ...context, settings: {} }, sides })).toMatchObject({ comparison: { name: "x", kind: "categorical" } });
  expect(answerTask({ context: { ...context, settings: { method: "ks" } }, sides })).toMatchObject({ error: { name: "ConfigError" } });
});

import { redirectLogs } from "@mlops/core";
import type { TrainingDetails } from "@mlops/core/stage";
import { aq } from "@mlops/core/table";
import { openTracking } from "@mlops/core/tracking";
import { ConfigError } from "@mlops/models";
import { describe, expect, it } from "vitest";
import { laterRows, trainRows, validationRows, x, y } from "../__fixtures__/customers.ts";
import { crown, newHome, tracked } from "../__fixtures__/home.ts";
import { ModelTrainer } from "./model-trainer.ts";

const config = { algorithm: "gradient_boosting", target: "churned", parameters: { iterations: 10 } } as const;

async function quiet<T>(work: () => Promise<T>): Promise<{ result: T; lines: string[] }> {
  const lines: string[] = [];
  const undo = redirectLogs(({ level, name, message }) => lines.push(`${level} ${name}: ${message}`));
  return { result: await work().finally(undo), lines };
}

describe("ModelTrainer", () => {
  it("shows what it was made with, defaults filled in", () => {
    const trainer = new ModelTrainer(config, { experimentName: "e" });
    expect(trainer.config).toMatchObject({ ...config, alias: "challenger", goldenRows: 32, gate: { enabled: true, champion: "champion" } });
    expect(trainer.trackingConfig).toMatchObject({ experimentName: "e" });
    expect(trainer.logger.isEnabled("info")).toBe(true);
    expect(new ModelTrainer({}).trackingConfig.trackingUri).toBe(new ModelTrainer({}, {}).trackingConfig.trackingUri);
  });

  it("refuses configurations that are not valid", () => {
    const wrong = () => new ModelTrainer({ ...config, parameters: { iterations: 0 } });
    expect(wrong).toThrow(ConfigError);
    expect(wrong).toThrow(/modelConfig\.parameters\.iterations/);
    expect(() => new ModelTrainer(config, { experimentNam: "e" } as object)).toThrow(/trackingConfig/);
  });

  it("trains in the documented order of calls and tells what became of it", async () => {
    const home = newHome();
    const trainer = new ModelTrainer(config, { experimentName: "churn", runName: "monday" });
    const { result, lines } = await quiet(() =>
      trainer.trainAndEvaluate(x(trainRows), y(trainRows, "churned"), {
        xVal: x(validationRows),
        yVal: y(validationRows, "churned"),
        registerModel: true,
        home,
      }),
    );
    expect(result).toMatchObject({ status: "success", details: { modelUri: "models:/model/1", parity: { ok: true } } });
    expect(result.message).toMatch(/^auc 0\.\d+ \[0\.\d+, (0\.\d+|1)\], registered as models:\/model\/1$/);
    expect(lines).toEqual([`info model_trainer: ${result.message}`]);
    expect(Object.keys(result)).not.toContain("output");
    expect(result.output?.bundle).toBe(result.details["bundle"]);
    expect(JSON.parse(JSON.stringify(result)).details.metrics.auc).toEqual(result.output?.metrics["auc"]);
    const { tracker, close } = await openTracking({ home, experimentName: "churn" });
    expect(await tracker.searchRuns().finally(close)).toMatchObject([{ name: "monday", status: "FINISHED" }]);
  });

  it("takes plain arrays and rows as arquero holds them", async () => {
    const rows = Array.from({ length: 60 }, (_, i) => ({ a: i % 7, b: i % 2 === 0, y: i % 7 > 3 ? 1 : 0 }));
    const table = aq.from(rows).filter((row: { a: number }) => row.a !== 3);
    const trainer = new ModelTrainer({ ...config, parameters: { minSamplesLeaf: 2 } });
    const { result } = await quiet(() =>
      trainer.trainAndEvaluate(table.select("a", "b"), table.array("y") as number[], { home: newHome(), registerModel: false }),
    );
    expect(result.message).toMatch(/^auc 1, kept as models:\/m-/);
    expect((result.details as unknown as TrainingDetails).rows).toBe(rows.filter(({ a }) => a !== 3).length);
  });

  it("fails with gate_blocked and says why, but throws what went wrong", async () => {
    const home = newHome();
    const rows = { xVal: x(validationRows), yVal: y(validationRows, "churned"), home };
    const blocked = await quiet(() =>
      new ModelTrainer({ ...config, gate: { threshold: 0.9999 } }).trainAndEvaluate(x(trainRows), y(trainRows, "churned"), rows),
    );
    expect(blocked.result).toMatchObject({
      status: "failed",
      details: { reason: "gate_blocked", code: "GATE_BLOCKED", gate: { passed: false } },
    });
    expect(blocked.result.message).toMatch(/^the gate blocked the model: auc 0\.\d+, asked: 0\.9999$/);
    expect(blocked.lines).toEqual([`warn model_trainer: ${blocked.result.message}`]);
    const trainer = new ModelTrainer(config);
    await expect(trainer.trainAndEvaluate(x(trainRows), ["yes"], rows)).rejects.toMatchObject({ code: "COLUMN_LENGTH" });
    expect((await tracked(home, "model")).versions).toEqual([]);
  });

  it("says why a champion could not be compared", async () => {
    const home = newHome();
    const other = new ModelTrainer({ ...config, target: "segment" });
    await quiet(() => other.trainAndEvaluate(x(trainRows), y(trainRows, "segment"), { home }));
    await crown(home, "model", "1");
    const trainer = new ModelTrainer({ ...config, gate: { minImprovement: 0 } });
    const { result } = await quiet(() =>
      trainer.trainAndEvaluate(x(trainRows), y(trainRows, "churned"), { xVal: x(laterRows), yVal: y(laterRows, "churned"), home }),
    );
    expect(result.message).toMatch(/, not better \(version 1 cannot be compared: its classes are high, low, middle\)$/);
  });

  it("says undefined where a metric is", async () => {
    const one = { xVal: x(validationRows).filter("(d, $) => op.row_number() === 1"), yVal: ["no"], home: newHome() };
    const { result } = await quiet(() => new ModelTrainer(config).trainAndEvaluate(x(trainRows), y(trainRows, "churned"), one));
    expect(result).toMatchObject({ status: "failed", message: "the gate blocked the model: auc undefined, undefined metric" });
  });
});

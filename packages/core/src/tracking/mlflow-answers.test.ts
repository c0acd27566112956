import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { mlflowAnswers } from "../testing/mlflow-answers.ts";
import { serveTracking } from "./embedded/serve-tracking.ts";

it("answers 230 requests as the MLflow server did, from which the golden answers come", async () => {
  const home = await mkdtemp(join(tmpdir(), "mlops-answers-"));
  const server = await serveTracking({ home });
  try {
    const golden = await readFile(join(import.meta.dirname, "__golden__/mlflow-answers.json"), "utf8");
    const { answers } = JSON.parse(golden) as { answers: Record<string, unknown> };
    const own = await mlflowAnswers(server.url);
    expect(own.size).toBeGreaterThan(230);
    expect(Object.fromEntries(own)).toEqual(answers);
  } finally {
    await server.close();
    await rm(home, { recursive: true, force: true });
  }
});

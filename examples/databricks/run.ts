// Train → register → deploy → query → job run, against a FAKE Databricks workspace that this script starts: `pnpm start` in this folder.
// Everything is sent over HTTP as it would be to a real workspace; what answers is tests/fake-workspace.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabricksClient, MLOpsConfigManager, ModelDeployer, PipelineOrchestrator, redirectLogs } from "@mlops/all";
import { readBundle } from "@mlops/core/bundle";
import type { EndpointDetails, TrainingOutput } from "@mlops/core/stage";
import { JOB, startFakeWorkspace, TOKEN } from "@mlops-private/fake-workspace";
import { scoreBy } from "./served-here.ts";

const say = (step: string, text: string) => void process.stdout.write(`${step.padEnd(10)}${text}\n`);
const home = mkdtempSync(join(tmpdir(), "mlops-databricks-"));
const restoreLogs = redirectLogs(({ level, message }) => void (level === "error" && say("error", message)));
const workspace = await startFakeWorkspace();
const client = new DatabricksClient({ host: workspace.url, token: TOKEN });
say("FAKE", `the workspace at ${workspace.url} is a fake on this machine; nothing here reaches Databricks`);

try {
  // Trained and registered here: registering in Unity Catalog is not built yet, so the version is handed to the fake.
  const manager = MLOpsConfigManager.createPipelineConfigManager();
  const file = await manager.loadPipelineFile(join(import.meta.dirname, "pipeline.yaml"));
  const run = await PipelineOrchestrator.fromPipelineFile(file).run({ home });
  const trained = run.output?.["training"] as TrainingOutput | undefined;
  if (trained?.modelVersion === undefined) throw new Error(`the run ended ${run.status}: ${run.message}`);
  const { name, version } = trained.modelVersion;
  say("train", `${run.message}; accuracy on validation ${trained.metrics["accuracy"]?.value?.toFixed(3)}`);
  say("register", `${trained.modelUri} in the embedded registry, handed to the fake's Unity Catalog`);
  workspace.addVersion(name, version, { score: scoreBy(await readBundle(trained.bundle)) });

  const databricks = { host: workspace.url, token: TOKEN };
  const deployer = new ModelDeployer({ endpointName: "penguins", target: "databricks", databricks });
  const { message, details } = await deployer.deployToEndpoint(trained.modelUri, { home, pollSeconds: 0.1 });
  const { golden, alias } = details as unknown as EndpointDetails;
  say("deploy", message);
  say("golden", `${golden.http?.rows} rows over the query route, largest difference ${golden.http?.maxError}; alias ${alias}`);

  const columns = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"];
  const { predictions } = await client.servingEndpoints.query("penguins", {
    dataframe_split: { columns, data: [[49.9, 16.1, 213, 5400]] },
  });
  say("query", JSON.stringify((predictions as object[])[0]));

  const job = await client.createJobRun(JOB, { date: "2026-01-31", limit: 3 }, { wait: true, pollSeconds: 0.1 });
  say("job run", `${job.runId} of job ${job.jobId}: ${job.resultState}`);
  say("FAKE", "all of this was answered by the fake workspace");
} finally {
  await client.close();
  await workspace.close();
  restoreLogs();
  rmSync(home, { recursive: true, force: true });
}

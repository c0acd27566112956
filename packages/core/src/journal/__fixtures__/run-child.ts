import { PipelineConfig } from "@mlops/models";
import { exitCodeOf } from "../../orchestrator/exit-code.ts";
import { PipelineOrchestrator } from "../../orchestrator/orchestrator.ts";
import type { PipelineKinds } from "../../pipeline/pipeline-kind.ts";
import { ScriptedPipeline } from "../../worker/__fixtures__/scripted-pipeline.ts";

// node run-child.ts <home> <script of the second stage> [message length]: runs two stages, says when the second starts, exits with the run's code.
const [home = "", script = "succeed", length = "0"] = process.argv.slice(2);
const config = (what: string) => PipelineConfig.parse({ name: "child", tags: { do: what, text: "x".repeat(Number(length)) } });
const result = await new PipelineOrchestrator({ monitoring: ScriptedPipeline } as unknown as PipelineKinds)
  .addMonitoringStage("first", config("long"))
  .addMonitoringStage("second", config(script), { dependsOn: ["first"] })
  .run({
    home,
    onEvent: (event) => event.type === "stage_started" && event.stage === "second" && process.stdout.write("second started\n"),
  });
process.stdout.write(`${JSON.stringify({ ...result, details: { ...result.details, stages: [] } })}\n`);
process.exitCode = exitCodeOf(result);

import type { PipelineConfig } from "@mlops/models";
import { expectTypeOf, test } from "vitest";
import type { PipelineKind, PipelineKinds } from "../pipeline/pipeline-kind.ts";
import type { DataOutput, FeatureOutput } from "../stage/outputs.ts";
import { PipelineOrchestrator } from "./orchestrator.ts";
import type { PipelineStage } from "./stage.ts";

declare const config: PipelineConfig;
declare const data: PipelineKind<DataOutput>;
declare const feature: PipelineKind<FeatureOutput>;

test("the chain accepts names there are and inputs that are given", () => {
  const chain = PipelineOrchestrator.define()
    .addDataStage("a", config)
    .addDataStage("b", config, { dependsOn: ["a"] })
    .addFeatureStage("f", config, { dependsOn: ["b"], runIf: "none_failed" })
    .addTrainingStage("t", config, { dependsOn: ["f"] })
    .addTrainingStage("u", config, { dependsOn: ["a"], enabled: false })
    .addMonitoringStage("between", config, { dependsOn: ["f"] })
    .addTrainingStage("far", config, { dependsOn: ["between"] })
    .addDeploymentStage("d", config, { dependsOn: ["t", "u"] });
  expectTypeOf(chain.stages).toEqualTypeOf<readonly PipelineStage[]>();
});

test("the chain refuses what the run would refuse", () => {
  const chain = PipelineOrchestrator.define().addDataStage("a", config).addMonitoringStage("m", config);
  // @ts-expect-error there is no stage "zz"
  chain.addDataStage("b", config, { dependsOn: ["zz"] });
  // @ts-expect-error the name is taken
  chain.addDataStage("a", config);
  // @ts-expect-error a feature stage needs a data stage before it
  chain.addFeatureStage("f", config);
  // @ts-expect-error m gives no data
  chain.addFeatureStage("f", config, { dependsOn: ["m"] });
  // @ts-expect-error m gives nothing to train on
  chain.addTrainingStage("t", config, { dependsOn: ["m"] });
  // @ts-expect-error not a condition
  chain.addDataStage("c", config, { runIf: "sometimes" });
});

test("the statement form takes any names, which are checked at run time", () => {
  const orchestrator = new PipelineOrchestrator({ data, feature });
  orchestrator.addDataStage("a", config);
  orchestrator.addFeatureStage("f", config, { dependsOn: ["a", "later"] });
  expectTypeOf(orchestrator.addDataStage("b", config)).toEqualTypeOf<PipelineOrchestrator>();
});

test("a kind must give its own output", () => {
  expectTypeOf<{ data: PipelineKind<DataOutput> }>().toExtend<PipelineKinds>();
  // @ts-expect-error features are no data
  new PipelineOrchestrator({ data: feature });
});

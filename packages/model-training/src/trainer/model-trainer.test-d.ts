import type { StageResult } from "@mlops/core";
import type { TrainingOutput } from "@mlops/core/stage";
import { aq } from "@mlops/core/table";
import { expectTypeOf, test } from "vitest";
import { ModelTrainer } from "./model-trainer.ts";

test("the documented call compiles, and what it gives is typed", () => {
  const trainer = new ModelTrainer({ algorithm: "ridge", parameters: { alpha: 2 }, gate: { threshold: 0.5 } }, { experimentName: "e" });
  const x = aq.table({ a: [1, 2] });
  const call = () => trainer.trainAndEvaluate(x, [1, 2], { xVal: x, yVal: Float64Array.of(1, 2), registerModel: false });
  expectTypeOf(call).returns.resolves.toEqualTypeOf<StageResult<TrainingOutput>>();
  expectTypeOf(trainer.config.gate.champion).toEqualTypeOf<string>();
});

test("what is not a configuration or an option does not compile", () => {
  // @ts-expect-error there is no such algorithm
  void (() => new ModelTrainer({ algorithm: "support_vector_machine" }));
  // @ts-expect-error a registry has a name, not a number
  void (() => new ModelTrainer({ registeredModelName: 3 }));
  const trainer = new ModelTrainer({});
  // @ts-expect-error rows are a table
  void (() => trainer.trainAndEvaluate([[1, 2]], [1, 2]));
  // @ts-expect-error members are readonly
  void (() => (trainer.config = new ModelTrainer({}).config));
});

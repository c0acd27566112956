import type { PipelineConfig, Result, TrackingConfig, ValidationResult } from "@mlops/models";
import { expectTypeOf, test } from "vitest";
import type { Logger } from "../logging/logger.ts";
import type { DataOutput } from "../stage/outputs.ts";
import { Pipeline } from "./pipeline.ts";
import type { RunOptions } from "./run-options.ts";

declare const pipeline: Pipeline<DataOutput>;

test("a pipeline gives a Result and its own output", async () => {
  expectTypeOf(pipeline.run).parameter(0).toEqualTypeOf<RunOptions | undefined>();
  const result = await pipeline.run();
  expectTypeOf(result).toExtend<Result>();
  expectTypeOf(result.output).toEqualTypeOf<DataOutput | undefined>();
  expectTypeOf(pipeline.validate()).toEqualTypeOf<Promise<ValidationResult>>();
  expectTypeOf(pipeline.config).toEqualTypeOf<PipelineConfig>();
  expectTypeOf(pipeline.logger).toEqualTypeOf<Logger>();
});

test("options are typed", () => {
  expectTypeOf<RunOptions["trackingConfig"]>().toEqualTypeOf<TrackingConfig | undefined>();
  // @ts-expect-error a seed is a number
  pipeline.run({ seed: "1" });
  // @ts-expect-error the base class is abstract
  new Pipeline({ name: "p" });
});

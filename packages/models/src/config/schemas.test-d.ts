import { expectTypeOf, test } from "vitest";
import type { z } from "zod";
import type {
  ModelConfig,
  PipelineConfig,
  PipelineConfig as PipelineConfigSchema,
  PipelineFile,
  Result,
  Secret,
  StageConfig,
  StatusEnum,
  TrackingConfig,
  ValidationResult,
} from "../index.ts";

test("a schema and its type share one name; the output has the defaults, the input needs only the name", () => {
  expectTypeOf<PipelineConfig>().toEqualTypeOf<z.output<typeof PipelineConfigSchema>>();
  expectTypeOf<PipelineConfig["timeoutMinutes"]>().toEqualTypeOf<number>();
  expectTypeOf<{ name: string }>().toExtend<z.input<typeof PipelineConfigSchema>>();
  expectTypeOf<PipelineConfig["modelConfig"]>().toEqualTypeOf<ModelConfig | undefined>();
});

test("a pipeline file is a pipeline's configuration and more", () => {
  expectTypeOf<PipelineFile>().toExtend<PipelineConfig>();
  expectTypeOf<PipelineFile["trackingConfig"]>().toEqualTypeOf<TrackingConfig>();
  expectTypeOf<StageConfig["kind"]>().toEqualTypeOf<"data" | "feature" | "training" | "deployment" | "monitoring">();
});

test("secrets are secrets, states are the documented ones", () => {
  expectTypeOf<TrackingConfig["token"]>().toEqualTypeOf<Secret | undefined>();
  expectTypeOf<Result["status"]>().toEqualTypeOf<StatusEnum>();
  expectTypeOf<ValidationResult["isValid"]>().toEqualTypeOf<boolean>();
});

import * as z from "zod";
import { OneHotConfig, OrdinalConfig } from "./encode.ts";
import { ImputeConfig } from "./impute.ts";
import { MissingIndicatorConfig } from "./missing-indicator.ts";
import { PassthroughConfig } from "./passthrough.ts";
import { KMeansConfig, PcaConfig } from "./project.ts";
import { MinMaxScaleConfig, StandardScaleConfig } from "./scale.ts";

/** One step of feature engineering. Steps apply in order; what a step makes of its columns takes their place. */
export const TransformerConfig = z.discriminatedUnion("type", [
  ImputeConfig,
  OneHotConfig,
  OrdinalConfig,
  StandardScaleConfig,
  MinMaxScaleConfig,
  MissingIndicatorConfig,
  PassthroughConfig,
  PcaConfig,
  KMeansConfig,
]);
export type TransformerConfig = z.output<typeof TransformerConfig>;
export type TransformerType = TransformerConfig["type"];

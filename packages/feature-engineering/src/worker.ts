import { servePipeline } from "@mlops/core/worker";
import { FeaturePipeline } from "./feature-pipeline.ts";

servePipeline(FeaturePipeline);

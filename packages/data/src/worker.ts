import { servePipeline } from "@mlops/core/worker";
import { DataPipeline } from "./pipeline/data-pipeline.ts";

servePipeline(DataPipeline);

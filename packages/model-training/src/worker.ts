import { servePipeline } from "@mlops/core/worker";
import { TrainingPipeline } from "./training-pipeline.ts";

servePipeline(TrainingPipeline);

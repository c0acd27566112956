import { servePipeline } from "@mlops/core/worker";
import { MonitoringPipeline } from "./pipeline/monitoring-pipeline.ts";

servePipeline(MonitoringPipeline);

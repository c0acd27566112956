import { servePipeline } from "../serve-pipeline.ts";
import { ScriptedPipeline } from "./scripted-pipeline.ts";

servePipeline(ScriptedPipeline);

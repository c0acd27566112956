import * as z from "zod";
import { object } from "../lazy-object.ts";

/** One run of a Databricks job. Ids are strings: they exceed 2^53. */
export const JobRun = object(() => ({
  runId: z.string().describe("id of the run"),
  jobId: z.string().describe("id of the job"),
  lifeCycleState: z
    .enum(["QUEUED", "PENDING", "BLOCKED", "WAITING_FOR_RETRY", "RUNNING", "TERMINATING", "TERMINATED", "SKIPPED", "INTERNAL_ERROR"])
    .describe("where the run is in its life"),
  resultState: z.string().optional().describe("how it ended: SUCCESS, FAILED, TIMEDOUT, CANCELED …"),
  message: z.string().default("").describe("state message of the server"),
  url: z.string().optional().describe("page of the run"),
}));
export type JobRun = z.output<typeof JobRun>;

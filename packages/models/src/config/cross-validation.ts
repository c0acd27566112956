import * as z from "zod";
import { strictObject } from "../lazy-object.ts";

/** How training rows are divided so that each row is predicted by a model that did not see it. */
export const CrossValidationConfig = strictObject(() => ({
  folds: z.number().int().min(2).max(100).default(5).describe("parts; each is predicted by a model of the others"),
  method: z
    .enum(["auto", "plain", "stratified", "grouped", "time"])
    .default("auto")
    .describe("auto: grouped or time where that column is named, else stratified for classes and plain for numbers"),
  groupBy: z.string().optional().describe("column whose equal values stay in one part; never a feature of unprepared columns"),
  timeBy: z.string().optional().describe("column that orders the rows; a part is predicted from the rows before it"),
})).superRefine(({ method, groupBy, timeBy }, context) => {
  const issue = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
  if (method === "grouped" && groupBy === undefined) issue("groupBy", "method grouped needs the column of the groups");
  if (method === "time" && timeBy === undefined) issue("timeBy", "method time needs the column of the time");
  if (groupBy !== undefined && method !== "grouped" && method !== "auto") issue("groupBy", `method ${method} has no groups`);
  if (timeBy !== undefined && method !== "time" && method !== "auto") issue("timeBy", `method ${method} has no time`);
  if (groupBy !== undefined && timeBy !== undefined) issue("timeBy", "name a column of groups or of time, not both");
});
export type CrossValidationConfig = z.output<typeof CrossValidationConfig>;

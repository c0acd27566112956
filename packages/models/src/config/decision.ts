import * as z from "zod";
import { strictObject } from "../lazy-object.ts";

/** From which probability on a row of two classes is called positive; chosen on out-of-fold predictions. */
export const ThresholdConfig = strictObject(() => ({
  method: z.enum(["cost", "f_beta", "fixed"]).describe("least cost, largest F-beta, or a value that is given"),
  falsePositive: z.number().min(0).default(1).describe("cost of a negative row called positive"),
  falseNegative: z.number().min(0).default(1).describe("cost of a positive row called negative"),
  truePositive: z.number().default(0).describe("cost of a positive row called so; below 0 for a gain"),
  trueNegative: z.number().default(0).describe("cost of a negative row called so; below 0 for a gain"),
  beta: z.number().gt(0).default(1).describe("weight of recall against precision in F-beta"),
  value: z.number().gt(0).lt(1).optional().describe("the threshold of method fixed"),
})).superRefine(({ method, value }, context) => {
  if ((method === "fixed") === (value !== undefined)) return;
  const message = method === "fixed" ? "method fixed needs the value" : `method ${method} finds the value itself`;
  context.addIssue({ code: "custom", path: ["value"], message });
});
export type ThresholdConfig = z.output<typeof ThresholdConfig>;

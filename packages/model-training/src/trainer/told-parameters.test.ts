import { GradientBoosting } from "@mlops/core/learn";
import { expect, it } from "vitest";
import { toldParameters } from "./told-parameters.ts";

const names = (options: object, task: "classification" | "regression", watched = false) =>
  Object.keys(toldParameters(new GradientBoosting(options).params, task, watched)).filter((name) =>
    /objective|quantile|huber|validation|categorical|monotonic|classWeight|maxDepth/.test(name),
  );

it("leaves out what does not concern the task", () => {
  expect(names({}, "classification")).toEqual([]);
  expect(names({}, "regression")).toEqual(["objective"]);
  expect(names({ objective: "quantile", quantile: 0.9 }, "regression")).toEqual(["objective", "quantile"]);
  expect(names({ objective: "huber" }, "regression")).toEqual(["objective", "huberDelta"]);
  expect(names({ earlyStoppingRounds: 5, maxDepth: 3, monotonic: { a: 1 } }, "classification")).toEqual([
    "maxDepth",
    "validationFraction",
    "monotonic",
  ]);
  expect(names({ earlyStoppingRounds: 5 }, "classification", true)).toEqual([]);
  expect(toldParameters({ alpha: 0, fitIntercept: false }, "regression", false)).toEqual({ alpha: 0, fitIntercept: false });
});

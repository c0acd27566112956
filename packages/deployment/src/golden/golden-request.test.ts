import type { GoldenRows, Signature } from "@mlops/core/bundle";
import { expect, test } from "vitest";
import { compareAnswers, parityProblem } from "./compare-answers.ts";
import { goldenRequest, inferBody, splitBody } from "./golden-request.ts";

const signature: Signature = {
  inputs: [
    { name: "age", type: "double", required: true },
    { name: "city", type: "string", required: false },
  ],
  outputs: [
    { name: "label", type: "string", required: true },
    { name: "probability_yes", type: "double", required: true },
  ],
};
const goldenRows: GoldenRows = {
  columns: ["city", "age"],
  data: [
    ["Rome", 38],
    ["Oslo", null],
    [null, 61.5],
  ],
  outputs: { label: ["yes", "no", "no"], probability_yes: [0.75, 0.5, 0.125] },
  tolerance: 1e-12,
};
const request = goldenRequest(goldenRows, signature);

test("rows that no request may hold are left out, with their answers", () => {
  expect([request.rows, request.skipped]).toEqual([2, 1]); // one row has no age, which is required
  expect(request.expected).toEqual({ label: ["yes", "no"], probability_yes: [0.75, 0.125] });
  expect(inferBody(request, true)["inputs"]).toEqual([
    { name: "age", shape: [1], datatype: "FP64", data: [38] },
    { name: "city", shape: [1], datatype: "BYTES", data: ["Rome"] },
  ]);
  expect(splitBody(request)).toEqual({
    dataframe_split: {
      columns: ["age", "city"],
      data: [
        [38, "Rome"],
        [61.5, null],
      ],
    },
  });
});

test("answers are held to the golden rows, column by column", () => {
  const given = { label: ["yes", "no"], probability_yes: [0.75, 0.125] };
  expect(compareAnswers(request, given)).toEqual({ ok: true, rows: 2, skipped: 1, maxError: 0, tolerance: 1e-12, labelsEqual: true });
  expect(compareAnswers(request, { probability_yes: given.probability_yes })).toMatchObject({ ok: false, labelsEqual: false });
  expect(compareAnswers(request, { ...given, label: ["yes"] })).toMatchObject({ ok: false, labelsEqual: false });
  const off = compareAnswers(request, { ...given, probability_yes: [0.75, 0.25] });
  expect(parityProblem(off)).toBe("largest error 0.125 (allowed 1e-12), labels equal");
});

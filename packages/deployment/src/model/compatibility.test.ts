import type { SignatureColumn } from "@mlops/core/bundle";
import { expect, test } from "vitest";
import { incompatibilities } from "./compatibility.ts";

const column = (name: string, type: SignatureColumn["type"] = "double", required = true): SignatureColumn => ({ name, type, required });
const outputs = [column("label", "string"), column("probability_yes")];
const served = { inputs: [column("age", "long"), column("city", "string", false)], outputs };

test.each([
  ["the same columns", served.inputs, outputs, []],
  [
    "a wider number, a new optional column, a new output",
    [column("age"), column("city", "string", false), column("x", "double", false)],
    [...outputs, column("probability_no")],
    [],
  ],
  ["a column that is gone", [column("age", "long")], outputs, ['it does not take column "city"']],
  ["another type", [column("age", "string"), served.inputs[1]], outputs, ['it takes column "age" as string, not long']],
  [
    "a column newly required",
    [served.inputs[0], column("city", "string")],
    outputs,
    ['it requires column "city", which may be absent now'],
  ],
  ["a new required column", [...served.inputs, column("x")], outputs, ['it requires column "x", which clients do not send']],
  ["an output that is gone", served.inputs, [column("label", "string")], ['it gives no output "probability_yes"']],
  ["an output of another type", served.inputs, [column("label", "double"), outputs[1]], ['its output "label" is double, not string']],
])("%s", (_, inputs, given, problems) => {
  const candidate = { inputs: inputs as SignatureColumn[], outputs: given as SignatureColumn[] };
  expect(incompatibilities(served, candidate)).toEqual(problems);
});

import { expect, test } from "vitest";
import { countTests, total } from "./tally.ts";

const passed = { status: "passed", assertionResults: [{ status: "passed" }] };
const report = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [passed] };

test("a clean run counts its tests", () => {
  expect(countTests(report, 0)).toEqual({ passed: 3, failed: 0 });
});

test("a skipped test is a failure", () => {
  expect(countTests({ ...report, numPendingTests: 2 }, 0)).toEqual({ passed: 3, failed: 2 });
});

test("a file that did not load is a failure, once", () => {
  const testResults = [passed, { status: "failed", assertionResults: [] }, { status: "failed", assertionResults: [{ status: "failed" }] }];
  expect(countTests({ ...report, numFailedTests: 1, testResults }, 1)).toEqual({ passed: 3, failed: 2 });
});

test("an exit code without a failed test, or no report, is a failure", () => {
  expect(countTests(report, 1)).toEqual({ passed: 3, failed: 1 });
  expect(countTests(undefined, 0)).toEqual({ passed: 0, failed: 1 });
});

test("tallies add up", () => {
  expect(total([])).toEqual({ passed: 0, failed: 0 });
  expect(
    total([
      { passed: 1, failed: 0 },
      { passed: 2, failed: 3 },
    ]),
  ).toEqual({ passed: 3, failed: 3 });
});

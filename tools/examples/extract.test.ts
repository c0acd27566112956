import { expect, test } from "vitest";
import { extractExamples } from "./extract.ts";
import { runExample } from "./run-example.ts";

const source = `
/** Doubles. @example double(2) // => 4 */
export const double = (x) => 2 * x;

/**
 * Triples.
 * @example
 * const x = double(1);
 * x + 1 // => 4
 * await Promise.resolve({ x }); // => { x: 2 }
 * @throws never
 */
`;

async function failures(body: string): Promise<unknown[][]> {
  const failed: unknown[][] = [];
  for (const example of extractExamples(body)) {
    await runExample(example, { double: (x: number) => 2 * x }, (line, actual, expected) => {
      if (JSON.stringify(actual) !== JSON.stringify(expected)) failed.push([line, actual, expected]);
    });
  }
  return failed;
}

test("finds each example, its line and its checks", () => {
  expect(extractExamples(source).map(({ line, checks }) => [line, checks])).toEqual([
    [2, 1],
    [7, 2],
  ]);
});

test("a wrong value is caught at its line, right ones pass", async () => {
  expect(await failures(source)).toEqual([[9, 3, 4]]);
});

test("an example that throws rejects, and a shadowed name is its own", async () => {
  await expect(failures("/** @example missing() */")).rejects.toThrow("missing is not defined");
  expect(await failures("/**\n * @example\n * const double = 5;\n * double // => 5\n */")).toEqual([]);
});

import { expect, test } from "vitest";
import { firstExample } from "./readme.ts";

test("the first block and what it prints", () => {
  const text =
    "# X\n```sh\nnpm i x\n```\n```ts\nconst a = 1;\nconsole.log(a); // => 1\nconsole.log('b'); // => b\n```\n```ts\nother\n```\n";
  expect(firstExample(text)).toEqual({
    code: "const a = 1;\nconsole.log(a); // => 1\nconsole.log('b'); // => b\n",
    prints: "1\nb\n",
  });
});

test("a README without an example, or one that prints nothing known, is an error", () => {
  expect(() => firstExample("# X\n")).toThrow("no ```ts block");
  expect(() => firstExample("```ts\nrun();\n```")).toThrow("does not say what it prints");
});

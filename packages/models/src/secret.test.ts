import { inspect } from "node:util";
import { expect, test } from "vitest";
import { Secret, SecretString } from "./secret.ts";

test("prints *** in texts, JSON, inspection and keys; only reveal gives it away", () => {
  const secret = new Secret("hunter2");
  const shown = [
    String(secret),
    `${secret}`,
    JSON.stringify({ secret }),
    inspect({ deep: { secret } }),
    Object.values(secret).join(),
    JSON.stringify(structuredCloneOf(secret)),
  ];
  for (const text of shown) expect(text).not.toContain("hunter2");
  expect(shown.slice(0, 4)).toEqual(["***", "***", '{"secret":"***"}', "{ deep: { secret: *** } }"]);
  expect(secret.reveal()).toBe("hunter2");
});

/** What a message to another thread would hold. */
function structuredCloneOf(value: object): unknown {
  return structuredClone({ ...value });
}

test("a field takes a text or a Secret, and nothing else", () => {
  const secret = new Secret("a");
  expect(SecretString.parse(secret)).toBe(secret);
  expect(SecretString.parse("b").reveal()).toBe("b");
  for (const bad of ["", 1, null, { reveal: () => "x" }]) expect(SecretString.safeParse(bad).success).toBe(false);
});

test("is recognised across copies of this package", async () => {
  const copy: typeof import("./secret.ts") = await import(/* @vite-ignore */ `${"./secret.ts"}?another-copy`);
  const foreign = new copy.Secret("x");
  expect([foreign instanceof Secret, Secret.isInstance(foreign), Secret.isInstance({}), Secret.isInstance(null)]).toEqual([
    false,
    true,
    false,
    false,
  ]);
  expect(SecretString.parse(foreign).reveal()).toBe("x");
});

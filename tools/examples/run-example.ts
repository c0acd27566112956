import type { Example } from "./extract.ts";

type Check = (line: number, actual: unknown, expected: unknown) => void;
type AsyncBody = (...values: readonly unknown[]) => Promise<void>;
const AsyncFunction = (async () => undefined).constructor as new (...source: string[]) => AsyncBody;

/** Runs an example with `scope` as its names; `check` receives each `// =>` line. */
export async function runExample(example: Example, scope: Readonly<Record<string, unknown>>, check: Check): Promise<void> {
  const names = Object.keys(scope).filter((name) => name !== "default" && name !== "check");
  await new AsyncFunction("check", ...names, example.body)(check, ...names.map((name) => scope[name]));
}

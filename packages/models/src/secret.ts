import * as z from "zod";

const MARK = Symbol.for("@mlops/secret");
const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/**
 * A value that never shows itself: it prints `***` in strings, JSON and inspection. Only `reveal()` gives it away.
 * @example String(new Secret("token")) // => "***"
 */
export class Secret {
  readonly #value: string;
  readonly [MARK] = true;
  constructor(value: string) {
    this.#value = value;
  }
  /** The value itself, for the one place that sends it. */
  reveal(): string {
    return this.#value;
  }
  toString(): string {
    return "***";
  }
  toJSON(): string {
    return "***";
  }
  [INSPECT](): string {
    return "***";
  }
  /** True for a secret of any copy of this package. */
  static isInstance(value: unknown): value is Secret {
    return typeof value === "object" && value !== null && (value as { [MARK]?: unknown })[MARK] === true;
  }
}

/** Takes a string or a `Secret`, gives a `Secret`. */
export const SecretString = z.union([
  z
    .string()
    .min(1)
    .transform((value) => new Secret(value)),
  z.custom<Secret>((value) => Secret.isInstance(value), "must be a string or a Secret"),
]);

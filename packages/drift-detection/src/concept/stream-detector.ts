import { ConfigError, DataError } from "@mlops/models";
import { type Signal, signalOf } from "./signal.ts";

/** What `toJSON` gives: plain JSON from which `fromJSON` goes on with the same steps. */
export interface DetectorJson<Type extends string, Options, State> {
  readonly type: Type;
  readonly options: Options;
  readonly state: State;
  readonly signal: Signal;
}

/** The squares of larger values, and so a state's sums, would not be finite. */
const LARGEST = 1e150;

/**
 * A detector of change in a stream of values: `update` takes one value after the other; after a drift it starts anew with the next value, as River's do.
 * A state is plain JSON. Values that are missing belong in no stream: NaN and infinities throw.
 */
export abstract class StreamDetector<Type extends string, Options extends object, State extends object> {
  /** Name in options and in JSON. */
  readonly type: Type;
  readonly options: Readonly<Options>;
  protected state: State;
  #signal: Signal = signalOf(false, false);

  constructor(type: Type, options: Options, state: State) {
    this.type = type;
    this.options = Object.freeze(options);
    this.state = state;
  }

  /** The state of a detector that has seen nothing. */
  protected abstract fresh(): State;
  protected abstract step(value: number): Signal;

  /** Whether the last value was found to be the first that is known to be after a change. */
  get drift(): boolean {
    return this.#signal.drift;
  }

  get warning(): boolean {
    return this.#signal.warning;
  }

  /** Takes the next value; booleans count as 0 and 1. @throws DataError `VALUE_INVALID` */
  update(value: number | boolean): Signal {
    const x = Number(value);
    if (!(Math.abs(x) <= LARGEST)) throw valueInvalid(this.type, `${value} is no finite number up to ${LARGEST}`);
    if (this.#signal.drift) this.reset();
    this.#signal = this.step(x);
    return this.#signal;
  }

  /** Forgets everything it has seen. */
  reset(): void {
    this.state = this.fresh();
    this.#signal = signalOf(false, false);
  }

  toJSON(): DetectorJson<Type, Options, State> {
    return { type: this.type, options: { ...this.options }, state: structuredClone(this.state), signal: this.#signal };
  }

  /** Goes on where `json` was written. @throws DataError `VALUE_INVALID` where it is no state of this detector */
  protected resume(json: DetectorJson<Type, Options, State>): this {
    const { type, state, signal } = json;
    if (type !== this.type) throw valueInvalid(this.type, `a state of ${JSON.stringify(type)} was given`);
    for (const [field, value] of Object.entries(this.fresh())) {
      const given = (state as Readonly<Record<string, unknown>> | undefined)?.[field];
      if (shapeOf(given) === shapeOf(value)) continue;
      throw valueInvalid(this.type, `${field} of its state is ${JSON.stringify(given)}`);
    }
    this.state = structuredClone(state);
    this.#signal = signalOf(signal?.warning === true, signal?.drift === true);
    return this;
  }
}

/** Where a fresh state holds null, a number may stand later. */
function shapeOf(value: unknown): string {
  if (Array.isArray(value)) return "array";
  return value === null ? "number" : typeof value;
}

function valueInvalid(what: string, detail: string): DataError {
  return new DataError({ code: "VALUE_INVALID", what, detail });
}

/** Of the detectors that read errors. @throws DataError `VALUE_INVALID` */
export function checkShare(type: string, value: number): void {
  if (value < 0 || value > 1) throw new DataError({ code: "VALUE_INVALID", what: type, detail: `${value} is not between 0 and 1` });
}

/** @throws ConfigError `PARAMETER_INVALID` */
export function checkOption(type: string, name: string, value: unknown, fits: boolean, expected: string): void {
  if (fits) return;
  throw new ConfigError({ code: "PARAMETER_INVALID", parameter: `${type}.${name}`, detail: `${value} is not ${expected}` });
}

/** @throws ConfigError `PARAMETER_INVALID` for anything but a whole number from `least` on */
export function checkCount(type: string, name: string, value: number, least: number): void {
  checkOption(type, name, value, Number.isInteger(value) && value >= least, `a whole number from ${least} on`);
}

/** @throws ConfigError `PARAMETER_INVALID` for anything that is not above 0 and below 1 */
export function checkConfidence(type: string, name: string, value: number): void {
  checkOption(type, name, value, value > 0 && value < 1, "a number between 0 and 1");
}

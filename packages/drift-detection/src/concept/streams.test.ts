import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Adwin } from "./adwin.ts";
import { Ddm } from "./ddm.ts";
import { type AnyDetectorJson, createDetector, DETECTOR_NAMES, type DetectorName, restoreDetector } from "./detectors.ts";
import { Eddm } from "./eddm.ts";
import { Fhddm } from "./fhddm.ts";
import { Kswin } from "./kswin.ts";
import { PythonRandom } from "./python-random.ts";

interface Found {
  readonly warnings: number[];
  readonly drifts: number[];
}
interface Case {
  readonly type: DetectorName;
  readonly reads: "errors" | "values" | "correct";
  readonly options: object;
  readonly streams: Found[];
}
const read = (name: string) => JSON.parse(readFileSync(new URL(`./__golden__/${name}.json`, import.meta.url), "utf8"));
const river = read("streams") as { detectors: Case[]; samples: { seed: number; n: number; count: number; drawn: number[][] }[] };
const frouros = read("cusum") as { detectors: Case[] };

const LEVELS = [0.05, 0.2, 0.1, 0.35, 0.15, 0.5, 0.08, 0.3];

/** The same bits as `stream(k)` of tools/golden/seeded_streams.py. */
function stream(k: number): Record<Case["reads"], Float64Array> {
  let state = 7919 * (k + 1);
  const uniform = () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const levelOf = (segment: number) => LEVELS[(k + segment * (1 + (k % 5))) % 8] as number;
  const [errors, values, correct] = [new Float64Array(20_000), new Float64Array(20_000), new Float64Array(20_000)];
  for (let step = 0; step < 20_000; step++) {
    const segment = Math.floor(step / 2500);
    let rate = levelOf(segment);
    if (k % 2 === 1 && segment > 0) {
      const before = levelOf(segment - 1);
      rate = before + (rate - before) * ((step % 2500) / 2500);
    }
    errors[step] = uniform() < rate ? 1 : 0;
    correct[step] = 1 - (errors[step] as number);
    values[step] = 4 * rate + uniform() + uniform() + uniform() - 1.5;
  }
  return { errors, values, correct };
}
const streams = Array.from({ length: 20 }, (_, k) => stream(k));

function ranges(steps: readonly number[]): number[] {
  const found: number[] = [];
  for (const step of steps) {
    const [first, many] = [found.at(-2), found.at(-1)];
    if (first !== undefined && many !== undefined && step === first + many) found[found.length - 1] = many + 1;
    else found.push(step, 1);
  }
  return found;
}

const keep = (detector: { toJSON(): AnyDetectorJson }) => restoreDetector(JSON.parse(JSON.stringify(detector)) as AnyDetectorJson);

describe("step by step as River and Frouros on 20 streams of 20,000, also when resumed from JSON", () => {
  test.each([...river.detectors, ...frouros.detectors].map((one) => [`${one.type} of ${one.reads} ${JSON.stringify(one.options)}`, one]))(
    "%s",
    (_, one) => {
      const { type, reads, options, streams: expected } = one as Case;
      expect(expected.flatMap(({ drifts }) => drifts).length).toBeGreaterThan(5);
      expect(expected.length).toBe(type === "kswin" && reads === "values" && Object.keys(options).length > 1 ? 5 : 20);
      for (const [k, { [reads]: values }] of streams.slice(0, expected.length).entries()) {
        let detector = createDetector(type, options);
        const warnings: number[] = [];
        const drifts: number[] = [];
        for (let step = 0; step < values.length; step++) {
          const { warning, drift } = detector.update(values[step] as number);
          if (warning) warnings.push(step);
          if (drift) drifts.push(step);
          if (step % 4999 === 77 || (drift && drifts.length < 3)) detector = keep(detector);
        }
        expect([k, { warnings: ranges(warnings), drifts }]).toEqual([k, expected[k]]);
      }
    },
  );
});

test("the same numbers as Python's random.Random(seed).sample", () => {
  for (const { seed, n, count, drawn } of river.samples) {
    const random = new PythonRandom(seed);
    for (const expected of drawn) expect(random.sample(n, count)).toEqual(expected);
  }
});

describe.each(DETECTOR_NAMES)("%s", (name) => {
  test("resumes anywhere with the same steps and forgets everything on reset", () => {
    const values = (streams[3] as ReturnType<typeof stream>).errors;
    const run = (detector: ReturnType<typeof createDetector>, from: number, to: number) =>
      Array.from(values.subarray(from, to), (value) => detector.update(value));
    const whole = run(createDetector(name), 0, 3000);
    for (const cut of [0, 1, 31, 250, 1234, 2999]) {
      const first = createDetector(name);
      const steps = run(first, 0, cut);
      expect([...steps, ...run(keep(first), cut, 3000)]).toEqual(whole);
      first.reset();
      expect(JSON.stringify(first)).toBe(JSON.stringify(createDetector(name)));
      expect(run(first, 0, 3000)).toEqual(whole);
    }
  });
  test("options are frozen; missing values and other states are refused", () => {
    const detector = createDetector(name);
    expect(Object.isFrozen(detector.options)).toBe(true);
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, undefined as never]) expect(() => detector.update(value)).toThrow(/finite/);
    const json = JSON.parse(JSON.stringify(detector));
    expect(() => restoreDetector({ ...json, state: {} })).toThrow(/of its state is/);
    expect(() => restoreDetector({ ...json, type: "nothing" })).toThrow(/is no detector/);
    expect(() => restoreDetector(null as never)).toThrow(/is no detector/);
  });
});

test("wrong options and values outside [0, 1] are refused", () => {
  expect(() => new Adwin({ delta: 0 })).toThrow(/adwin.delta/);
  expect(() => new Kswin({ windowSize: 50 })).toThrow(/kswin.windowSize/);
  expect(() => new Eddm({ alpha: 0.5 })).toThrow(/below beta/);
  expect(() => new Fhddm({ shortWindowSize: 101 })).toThrow(/fhddm.shortWindowSize/);
  expect(() => new Ddm({ warmStart: 1.5 })).toThrow(/ddm.warmStart/);
  expect(() => new Ddm().update(2)).toThrow(/between 0 and 1/);
  expect(() => createDetector("toString" as never)).toThrow(/is no detector/);
  expect(() => createDetector("adwin", { warmStart: 5 } as never)).toThrow(/adwin.warmStart .* no such option/);
});

test("ADWIN tells the width and mean of its window", () => {
  const adwin = new Adwin();
  expect([adwin.width, adwin.mean]).toEqual([0, 0]);
  for (let i = 0; i < 1000; i++) adwin.update(i % 2);
  expect([adwin.width, adwin.mean]).toEqual([1000, 0.5]);
});

import { ConfigError, DataError } from "@mlops/models";
import { Adwin, type AdwinOptions } from "./adwin.ts";
import { Cusum, type CusumOptions } from "./cusum.ts";
import { Ddm, type DdmOptions } from "./ddm.ts";
import { Eddm, type EddmOptions } from "./eddm.ts";
import { Fhddm, type FhddmOptions } from "./fhddm.ts";
import { HddmA, type HddmAOptions } from "./hddm-a.ts";
import { HddmW, type HddmWOptions } from "./hddm-w.ts";
import { Kswin, type KswinOptions } from "./kswin.ts";
import { PageHinkley, type PageHinkleyOptions } from "./page-hinkley.ts";

/** Options of each detector, by its name. */
export interface DetectorOptions {
  readonly adwin: AdwinOptions;
  readonly cusum: CusumOptions;
  readonly ddm: DdmOptions;
  readonly eddm: EddmOptions;
  readonly fhddm: FhddmOptions;
  readonly hddm_a: HddmAOptions;
  readonly hddm_w: HddmWOptions;
  readonly kswin: KswinOptions;
  readonly page_hinkley: PageHinkleyOptions;
}
export type DetectorName = keyof DetectorOptions;
export type AnyDetector = Adwin | Cusum | Ddm | Eddm | Fhddm | HddmA | HddmW | Kswin | PageHinkley;

/** What any detector's `toJSON` gives. */
export type AnyDetectorJson = ReturnType<AnyDetector["toJSON"]>;

type Makers = { readonly [Name in DetectorName]: (options: DetectorOptions[Name]) => AnyDetector };

const MAKERS: Makers = {
  adwin: (options) => new Adwin(options),
  cusum: (options) => new Cusum(options),
  ddm: (options) => new Ddm(options),
  eddm: (options) => new Eddm(options),
  fhddm: (options) => new Fhddm(options),
  hddm_a: (options) => new HddmA(options),
  hddm_w: (options) => new HddmW(options),
  kswin: (options) => new Kswin(options),
  page_hinkley: (options) => new PageHinkley(options),
};

export const DETECTOR_NAMES: readonly DetectorName[] = Object.freeze(Object.keys(MAKERS) as DetectorName[]);

/** Those that read errors, 0 or 1; the others read any numbers. */
export const BINARY_DETECTORS: ReadonlySet<DetectorName> = new Set<DetectorName>(["ddm", "eddm", "fhddm", "hddm_a", "hddm_w"]);

/** A new detector by its name. @throws ConfigError `PARAMETER_INVALID` @example createDetector("ddm").update(0) // => { warning: false, drift: false } */
export function createDetector<Name extends DetectorName>(name: Name, options?: DetectorOptions[Name]): AnyDetector {
  const make: ((options: DetectorOptions[Name]) => AnyDetector) | undefined = Object.hasOwn(MAKERS, name) ? MAKERS[name] : undefined;
  if (make === undefined) {
    const hint = `detectors: ${DETECTOR_NAMES.join(", ")}`;
    throw new ConfigError({ code: "PARAMETER_INVALID", parameter: "method", detail: `"${name}" is no detector`, hint });
  }
  const detector = make(options ?? ({} as DetectorOptions[Name]));
  for (const option of Object.keys(options ?? {})) {
    if (Object.hasOwn(detector.options, option)) continue;
    const hint = `options of ${name}: ${Object.keys(detector.options).join(", ")}`;
    throw new ConfigError({ code: "PARAMETER_INVALID", parameter: `${name}.${option}`, detail: "there is no such option", hint });
  }
  return detector;
}

/**
 * The detector whose `toJSON` was kept: it goes on with the same steps.
 * @throws DataError `VALUE_INVALID` where it is no detector's state
 * @example
 * const kept = JSON.stringify(new Ddm());
 * restoreDetector(JSON.parse(kept)).type // => "ddm"
 */
export function restoreDetector(json: AnyDetectorJson): AnyDetector {
  switch (json?.type) {
    case "adwin":
      return Adwin.fromJSON(json);
    case "cusum":
      return Cusum.fromJSON(json);
    case "ddm":
      return Ddm.fromJSON(json);
    case "eddm":
      return Eddm.fromJSON(json);
    case "fhddm":
      return Fhddm.fromJSON(json);
    case "hddm_a":
      return HddmA.fromJSON(json);
    case "hddm_w":
      return HddmW.fromJSON(json);
    case "kswin":
      return Kswin.fromJSON(json);
    case "page_hinkley":
      return PageHinkley.fromJSON(json);
    default: {
      const type = (json as { readonly type?: unknown } | null)?.type;
      throw new DataError({ code: "VALUE_INVALID", what: "the state", detail: `${JSON.stringify(type)} is no detector` });
    }
  }
}

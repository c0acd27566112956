import type { FeatureDrift } from "@mlops/core/stage";
import type { DriftResult } from "@mlops/models";

/** An entry of `details.features` of a `DriftResult`, as far as it is read here. */
interface Compared extends Omit<FeatureDrift, "missing"> {
  readonly reference: { readonly n: number; readonly missing: number };
  readonly current: { readonly n: number; readonly missing: number };
}

/** The features of a comparison by effect, drifted ones first, those that were not compared last. @example rankedFeatures(DriftResult.parse({ status: "success" })) // => [] */
export function rankedFeatures({ details }: DriftResult): FeatureDrift[] {
  const share = ({ n, missing }: Compared["reference"]): number => (n === 0 ? 0 : missing / n);
  const features = (details["features"] ?? []) as unknown as readonly Compared[];
  const rank = ({ drifted, method }: FeatureDrift): number => (drifted ? 2 : method === null ? 0 : 1);
  return features
    .map((feature): FeatureDrift => {
      const { name, kind, method, effect, effectMeasure, floor, pValue, adjustedPValue, alpha, drifted, reason, evidence } = feature;
      return {
        ...{ name, kind, method, effect, effectMeasure, floor, pValue, adjustedPValue, alpha, drifted },
        ...(reason === undefined ? {} : { reason }),
        ...(evidence === undefined || !drifted ? {} : { evidence }),
        missing: { reference: share(feature.reference), current: share(feature.current) },
      };
    })
    .sort((a, b) => rank(b) - rank(a) || b.effect - a.effect || (a.name < b.name ? -1 : 1));
}

import type { FittedFeatures } from "@mlops/core/estimator";
import type { TableLike } from "@mlops/core/table";

type Refittable = FittedFeatures & { fit(rows: TableLike): FittedFeatures };

function canRefit(features: FittedFeatures): features is Refittable {
  return "fit" in features && typeof features.fit === "function";
}

/** The same features learned from other rows, where they can be learned anew; else the features themselves, which have nothing to learn. */
export function refitFeatures(features: FittedFeatures, rows: TableLike): FittedFeatures {
  return canRefit(features) ? features.fit(rows) : features;
}

/** True where `refitFeatures` learns something. */
export const learnsFeatures = (features: FittedFeatures): boolean => canRefit(features);

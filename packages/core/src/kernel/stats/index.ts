export { argsort } from "./argsort.ts";
export { choleskyFactor, choleskySolve } from "./cholesky.ts";
export { type SingularValues, type SymmetricEigen, singularValues, solveLinear, symmetricEigen } from "./decompositions.ts";
export {
  betaCdf,
  betaQuantile,
  chiSquaredCdf,
  chiSquaredSurvival,
  gammaCdf,
  normalCdf,
  normalQuantile,
  normalSurvival,
  studentTCdf,
  studentTQuantile,
  studentTSurvival,
} from "./distributions.ts";
export { erf, erfc } from "./error-function.ts";
export { deviance, logGamma, stirlingError } from "./gamma-function.ts";
export { binOf, type Histogram, type HistogramOptions, histogram } from "./histogram.ts";
export { incompleteBeta, inverseIncompleteBeta } from "./incomplete-beta.ts";
export { gammaLower, gammaUpper } from "./incomplete-gamma.ts";
export { codeCounts, mode } from "./mode.ts";
export { type Moments, mergeMoments, momentsOf, NO_MOMENTS, skewness, variance } from "./moments.ts";
export { wilsonInterval } from "./proportion.ts";
export { median, quantileOfSorted, quantiles, sortedValues } from "./quantile.ts";
export { Random } from "./random.ts";
export { type Ranks, ranksOf } from "./ranks.ts";

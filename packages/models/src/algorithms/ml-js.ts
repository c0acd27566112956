import * as z from "zod";
import { strictObject } from "../lazy-object.ts";

/** Multinomial naive Bayes of ml.js for counts: features of at least 0, smoothed by 1. */
export const MultinomialNaiveBayesParameters = strictObject(() => ({}));
export type MultinomialNaiveBayesParameters = z.output<typeof MultinomialNaiveBayesParameters>;

/** Least squares of ml.js with the powers of a single feature. */
export const PolynomialRegressionParameters = strictObject(() => ({
  degree: z.number().int().min(1).max(10).default(2).describe("highest power of the feature"),
}));
export type PolynomialRegressionParameters = z.output<typeof PolynomialRegressionParameters>;

/** Nearest neighbours of ml.js, classes only; it has no ONNX graph, so a trainer refuses it. */
export const KNearestNeighboursParameters = strictObject(() => ({
  k: z.number().int().min(1).max(1000).default(5).describe("rows that vote; those as near as the last of them vote, too"),
}));
export type KNearestNeighboursParameters = z.output<typeof KNearestNeighboursParameters>;

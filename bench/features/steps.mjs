const NUMBERS = Array.from({ length: 15 }, (_, i) => `n${i}`);

/** Median and scale for 15 numbers, a column per category for three texts (27 columns), codes for two (100 and 1,000 categories). @type {import("@mlops/feature-engineering").FeatureOptions} */
export const FEATURES = {
  transformers: [
    { type: "impute", columns: NUMBERS, strategy: "median" },
    { type: "standard_scale", columns: NUMBERS },
    { type: "one_hot", columns: ["c0", "c1", "c2"] },
    { type: "ordinal", columns: ["c3", "c4"] },
  ],
};

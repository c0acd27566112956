export * from "@mlops/drift-detection";
export * from "@mlops/feature-engineering";
export * from "@mlops/model-training";

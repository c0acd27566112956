export * from "@mlops/api";
export * from "@mlops/databricks";
export * from "@mlops/deployment";
export * from "@mlops/monitoring";

/** The time series that monitoring publishes; dashboards and alert rules ask for these. Labels: model, version and, for values, metric. */
export const SERIES = {
  value: { name: "mlops_performance_value", help: "Performance metric of the latest window that has labels" },
  low: { name: "mlops_performance_interval_low", help: "Lower end of the 95% interval of the metric" },
  high: { name: "mlops_performance_interval_high", help: "Upper end of the 95% interval of the metric" },
  rows: { name: "mlops_performance_rows", help: "Rows that the metrics of the latest window are of" },
  end: { name: "mlops_performance_window_end_timestamp_seconds", help: "End of the latest window, in seconds since 1970 UTC" },
} as const;

/**
 * The time series that monitoring publishes; dashboards and alert rules ask for these. Labels: model and version; of metrics also `metric`, of features also
 * `feature`.
 */
export const SERIES = {
  value: { name: "mlops_performance_value", help: "Performance metric of the latest window that has labels" },
  low: { name: "mlops_performance_interval_low", help: "Lower end of the 95% interval of the metric" },
  high: { name: "mlops_performance_interval_high", help: "Upper end of the 95% interval of the metric" },
  limit: { name: "mlops_performance_reference_limit", help: "What the metric's interval must reach to be as on the reference rows" },
  rows: { name: "mlops_performance_rows", help: "Rows that the metrics of the latest window are of" },
  end: { name: "mlops_performance_window_end_timestamp_seconds", help: "End of the latest window, in seconds since 1970 UTC" },
  breached: { name: "mlops_performance_breached_windows", help: "Windows with a metric out of bounds" },
  coverage: { name: "mlops_label_coverage_ratio", help: "Share of the rows whose label has arrived" },
  drifted: { name: "mlops_drift_detected", help: "1 where the table has drifted from the reference, else 0" },
  share: { name: "mlops_drift_share_ratio", help: "Share of the compared features that drifted" },
  effect: { name: "mlops_drift_feature_effect_ratio", help: "Effect of a feature's drift from the reference, 0 to 1" },
  said: { name: "mlops_drift_prediction_effect_ratio", help: "Effect of the drift of the model's own predictions, 0 to 1" },
  driftRows: { name: "mlops_drift_rows", help: "Rows compared with the reference" },
} as const;

/** What the model server publishes (`/metrics` of `@mlops/api`); dashboards show it beside the series above. */
export const SERVING = {
  requests: "mlops_requests_total",
  errors: "mlops_request_errors_total",
  rows: "mlops_rows_total",
  seconds: "mlops_request_duration_seconds",
} as const;

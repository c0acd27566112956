/** A figure for people: four significant digits, thousands separated, a dash where there is none. @example figure(0.91234) // => "0.9123" */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  if (Number.isInteger(value)) return value.toLocaleString("en-US");
  const size = Math.abs(value);
  if (size >= 1000) return value.toLocaleString("en-US", { maximumFractionDigits: 0 });
  if (size >= 1e-3) return value.toFixed(size >= 100 ? 1 : size >= 10 ? 2 : 4);
  return value.toExponential(1);
}

/** A span of time for people. @example duration(61_000) // => "1 min 1 s" */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** A metric's name as people write it. @example metricTitle("log_loss") // => "Log loss" */
export function metricTitle(name: string): string {
  const known: Readonly<Record<string, string>> = {
    auc: "AUC",
    rmse: "RMSE",
    mae: "MAE",
    r2: "R²",
    f1: "F1",
    mape: "MAPE",
    brier: "Brier score",
    macro_f1: "Macro F1",
    micro_f1: "Micro F1",
    weighted_f1: "Weighted F1",
    auc_ovr_macro: "AUC, mean of classes",
    auc_ovr_weighted: "AUC, weighted by class",
    median_ae: "Median absolute error",
    mcc: "MCC",
    ece: "Calibration error",
  };
  const words = name.replace(/_/g, " ");
  return known[name] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

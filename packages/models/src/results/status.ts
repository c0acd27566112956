import * as z from "zod";

/** States of a stage or an operation. Terminal: success, warning, failed, skipped, cancelled, timed_out; live: pending, running, retrying. */
export const StatusEnum = {
  SUCCESS: "success",
  WARNING: "warning",
  FAILED: "failed",
  SKIPPED: "skipped",
  CANCELLED: "cancelled",
  TIMED_OUT: "timed_out",
  PENDING: "pending",
  RUNNING: "running",
  RETRYING: "retrying",
} as const;
export type StatusEnum = (typeof StatusEnum)[keyof typeof StatusEnum];

export const statusSchema = z.enum(StatusEnum);

/** How much a logger says, most to least. */
export const LogLevel = {
  TRACE: "trace",
  DEBUG: "debug",
  INFO: "info",
  WARNING: "warn",
  ERROR: "error",
  CRITICAL: "fatal",
  SILENT: "silent",
} as const;
export type LogLevel = (typeof LogLevel)[keyof typeof LogLevel];

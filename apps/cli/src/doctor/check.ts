/** What one look at the machine found. */
export interface Finding {
  readonly check: string;
  readonly status: "ok" | "warning" | "failed";
  readonly detail: string;
  /** What to try; absent where all is well. */
  readonly hint?: string;
}

export type Check = () => Finding | Promise<Finding>;

export const ok = (check: string, detail: string): Finding => ({ check, status: "ok", detail });
export const warning = (check: string, detail: string, hint: string): Finding => ({ check, status: "warning", detail, hint });
export const failed = (check: string, detail: string, hint: string): Finding => ({ check, status: "failed", detail, hint });

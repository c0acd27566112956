/** The reason to abort a run with when the process was sent a signal: the run's result and `exitCodeOf` then tell which. */
export function interruption(signal: "SIGINT" | "SIGTERM"): DOMException & { readonly signal: string } {
  return Object.assign(new DOMException(`the run was ended by ${signal}`, "AbortError"), { signal });
}

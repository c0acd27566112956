export { type ProcessLockOptions, withProcessLock } from "../journal/process-lock.ts";
export { writeFileWhole } from "../journal/state-file.ts";

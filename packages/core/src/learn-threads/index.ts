export { closeIdleThreads } from "./idle-workers.ts";
export { type LearnThreadsOptions, type RunningLearnThreads, startLearnThreads } from "./learn-threads.ts";

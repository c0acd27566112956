export { type RunningLearnThreads, startLearnThreads } from "./learn-threads.ts";

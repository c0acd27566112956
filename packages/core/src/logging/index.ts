export { type LogFields, type Logger, setupLogger } from "./logger.ts";

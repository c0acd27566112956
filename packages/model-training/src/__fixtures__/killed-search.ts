// Trains with a search in the folder of state that the command line names, and kills itself after the trial that it names.
import { searchingConfig } from "./search-config.ts";
import { trainCustomers, validated } from "./train-customers.ts";

const [home, trial] = process.argv.slice(2) as [string, string];
await trainCustomers(searchingConfig, {
  ...validated("churned"),
  home,
  onProgress: ({ message = "" }) => {
    if (message.startsWith(`trial ${trial}:`)) process.kill(process.pid, "SIGKILL");
  },
});

// Trains with a search in the folder of state that the command line names, and kills itself after as many trials as that says.
import { searchingConfig } from "./search-config.ts";
import { trainCustomers, validated } from "./train-customers.ts";

const [home, trials, parallel] = process.argv.slice(2) as [string, string, string];
await trainCustomers(
  { ...searchingConfig, search: { ...searchingConfig.search, parallel: Number(parallel) } },
  {
    ...validated("churned"),
    home,
    onProgress: ({ done, message = "" }) => {
      if (message.startsWith("trial ") && done === Number(trials)) process.kill(process.pid, "SIGKILL");
    },
  },
);

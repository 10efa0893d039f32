// A house in which nothing is there yet, for those who begin with it.
import { bench } from "./browser.mjs";

await bench(async (b) => {
  for (const id of ["u-tessa", "u-dana", "u-ken"]) {
    const p = await b.person(id);
    for (const page of id === "u-ken" ? ["next", "desk", "debriefs"] : ["next", "desk", "debriefs", "reports"]) {
      await p.go(`/${page}`);
      await p.look(`empty-${page}-${id.slice(2)}`);
    }
  }
});

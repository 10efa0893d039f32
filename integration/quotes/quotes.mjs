// Reads {text, quotes, rounds} from standard input and prints the nanoseconds that
// approx-string-match takes for a quote, with the policy of the Hypothesis client:
// up to half of the quote's characters may be wrong, at most 256.
import search from "approx-string-match";
import { readFileSync } from "node:fs";

const { text, quotes, rounds } = JSON.parse(readFileSync(0, "utf8"));
const find = search.default ?? search;
let found = 0;
const start = process.hrtime.bigint();
for (let i = 0; i < rounds; i++) {
  for (const quote of quotes) {
    found += find(text, quote, Math.min(256, Math.floor(quote.length / 2))).length > 0 ? 1 : 0;
  }
}
const ns = Number(process.hrtime.bigint() - start) / (rounds * quotes.length);
console.log(JSON.stringify({ ns, found: found / rounds }));

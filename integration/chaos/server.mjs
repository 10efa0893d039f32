// Serves a model on a free port in the format of Chat Completions, prints the URL,
// and ends with its input. One thread: with more, they wait for each other.
import { createServer } from "node:http";
import { loadModel } from "@fugood/llama.node";

const [, , model, seed] = process.argv;
const context = await loadModel({ model, n_ctx: 4096, n_batch: 512, n_threads: 1, n_gpu_layers: 0, n_parallel: 1, use_mmap: false });
let calls = 0;
let queue = Promise.resolve();

async function complete(body) {
  const content = body.messages.map((m) => (typeof m.content === "string" ? m.content : m.content.map((p) => p.text).join("\n"))).join("\n");
  const r = await context.completion({
    messages: [{ role: "user", content: content.slice(-400) }], // random weights make nothing of the rest
    jinja: false,
    chat_template: "chatml",
    response_format: body.response_format,
    n_predict: body.max_completion_tokens,
    temperature: 1,
    seed: Number(seed) + calls++,
  });
  return {
    id: `chaos-${calls}`, object: "chat.completion", created: 0, model: "chaos",
    choices: [{ index: 0, message: { role: "assistant", content: r.text, refusal: null }, logprobs: null, finish_reason: r.stopped_eos && !r.stopped_limited ? "stop" : "length" }],
    usage: { prompt_tokens: r.tokens_evaluated, completion_tokens: r.tokens_predicted, total_tokens: r.tokens_evaluated + r.tokens_predicted },
  };
}

const server = createServer((req, res) => {
  let text = "";
  req.on("data", (d) => (text += d));
  req.on("end", () => {
    queue = queue.then(() => complete(JSON.parse(text))).then(
      (body) => { res.setHeader("content-type", "application/json"); res.end(JSON.stringify(body)); },
      (err) => { console.error("FAILED", err); res.statusCode = 500; res.end(JSON.stringify({ error: { message: String(err), type: "server_error" } })); },
    );
  });
});
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}/v1`));
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));

// Starts the mock on a free port, prints its URL, and ends with its input.
import { LLMock } from "@copilotkit/aimock";

const mock = new LLMock({ port: 0, logLevel: "silent" });
const reply = { content: '{"evidence":[{"segment":"s0001","quote":"we moved the ledger"}]}' };
const fail = (status, type, code, extra = {}) => ({
  error: { message: "you sent canary-5d1f", type, code }, status, ...extra,
});

mock.onMessage("answer", reply);
mock.onMessage("go on without end", { ...reply, finishReason: "length" });
mock.onMessage("something to filter", { ...reply, finishReason: "content_filter" });
mock.onMessage("too often", fail(429, "rate_limit_error", "rate_limit_exceeded", { retryAfter: 600 }));
mock.onMessage("too many", fail(503, "overloaded_error", "overloaded"));
mock.onMessage("who are you", fail(401, "authentication_error", "invalid_api_key"));
mock.onMessage("nonsense", fail(400, "invalid_request_error", "invalid_request"));
mock.onMessage("cut the stream", reply, { truncateAfterChunks: 2, chunkSize: 8 });
mock.onMessage("break it", reply, { chaos: { malformedRate: 1 } });
mock.onMessage("hang up", reply, { chaos: { disconnectRate: 1 } });

console.log(await mock.start());
process.stdin.resume();
process.stdin.on("end", async () => {
  await mock.stop();
  process.exit(0);
});

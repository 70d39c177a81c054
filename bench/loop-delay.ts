import { createServer } from "node:http";
import { monitorEventLoopDelay } from "node:perf_hooks";

// Loaded into a server that is measured: tells the delays (ms) of its event loop since it was asked before.
const histogram = monitorEventLoopDelay({ resolution: 1 });
histogram.enable();

createServer((_req, res) => {
  const [p50, p99] = [50, 99].map((percent) => histogram.percentile(percent) / 1e6 - 1); // without the timer's own ms
  histogram.reset();
  res.end(JSON.stringify({ p50, p99 }));
})
  .listen(Number(process.env.BENCH_DELAY_PORT), "127.0.0.1")
  .unref();

/** Loaded into a measured process before its own code: tells, when it exits, the most memory that it took. */
import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const file = process.env['BENCH_PEAK_FILE'];
if (file !== undefined && isMainThread)
  process.once('exit', () => writeFileSync(file, String(process.resourceUsage().maxRSS)));

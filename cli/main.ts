#!/usr/bin/env node
import { EXIT } from '../harness/outcome/conclusion.ts';
import { processIo } from './io.ts';
import { main } from './program.ts';

process.on('uncaughtException', (error: Error) => {
  process.stderr.write(`cci-conformance: an error of the suite itself: ${error.stack ?? error.message}\n`);
  process.exit(EXIT.suiteError);
});
process.exitCode = await main(process.argv.slice(2), processIo());

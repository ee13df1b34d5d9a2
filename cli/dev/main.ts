/** The commands for work on this repository itself: `npm run check`, `npm run new`. */
import { UsageError } from '../../harness/errors/usage.ts';
import { EXIT } from '../../harness/outcome/conclusion.ts';
import { processIo } from '../io.ts';
import { runDev } from './program.ts';

const { stdout, stderr } = processIo();
try {
  process.exitCode = await runDev(process.argv.slice(2), (text) => stdout.write(text));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  stderr.write(`${error.message}\n`);
  process.exitCode = EXIT.usage;
}

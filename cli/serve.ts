/** `serve`: the reference server by itself, until it is interrupted. */
import { realClock } from '../harness/clock.ts';
import { UsageError, didYouMean, namespaceName } from '../harness/config.ts';
import type { Reader } from '../harness/config.ts';
import { listen } from '../reference/http.ts';
import { createServer } from '../reference/server.ts';
import { VARIANTS, chosen } from '../reference/variants.ts';
import type { Io } from './io.ts';

function variantsOf(read: Reader): string[] {
  const ids = read.list('variant');
  const unknown = ids.find((id) => !VARIANTS.some((v) => v.id === id));
  if (unknown !== undefined) throw new UsageError(`${read.from('variant')}: unknown variant "${unknown}"${didYouMean(unknown, VARIANTS.map((v) => v.id))}: see serve --list-variants`);
  try {
    chosen(ids);
  } catch (error) {
    throw new UsageError(`${read.from('variant')}: ${(error as Error).message}`);
  }
  return ids;
}

export async function serve(read: Reader, io: Io): Promise<number> {
  if (read.toggle('list-variants')) {
    const width = Math.max(...VARIANTS.map((v) => v.id.length));
    io.stdout.write(VARIANTS.map((v) => `${v.id.padEnd(width)}  ${v.text}\n`).join(''));
    return 0;
  }
  const token = read.secret('token'), readOnlyToken = read.secret('read-only-token');
  const namespaces = read.list('namespace').map((name) => namespaceName(name, read.from('namespace')));
  const port = read.number('port', 0, 65_535);
  const server = createServer({
    clock: realClock, namespaces, variants: variantsOf(read), ...(token === undefined ? {} : { token }), ...(readOnlyToken === undefined ? {} : { readOnlyToken }),
  });
  const { url, close } = await listen(server.handle, { port }).catch((error: Error) => {
    server.stop();
    throw new UsageError(`${read.from('port')}: ${error.message}`);
  });
  io.stdout.write(`listening ${url}\n`);
  await new Promise<void>((resolve) => {
    const release = io.onInterrupt(() => {
      release();
      resolve();
    });
  });
  server.stop();
  await close();
  return 0;
}

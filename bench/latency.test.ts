import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { farAway } from './latency.ts';

test('bytes arrive whole, in their order, both ways, and the end after them', async () => {
  const echo = createServer({ allowHalfOpen: true }, (socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
  await once(echo, 'listening');
  const far = await farAway(`http://127.0.0.1:${(echo.address() as AddressInfo).port}`, 4);
  const client = connect(Number(new URL(far.url).port), '127.0.0.1');
  const sent = Array.from({ length: 200 }, (_, i) => `line ${i}\n`.repeat(50));
  let got = '';
  client.on('data', (chunk) => (got += chunk.toString()));
  for (const part of sent) client.write(part);
  client.end();
  await once(client, 'close');
  await far.stop();
  echo.close();
  expect(got).toBe(sent.join(''));
});

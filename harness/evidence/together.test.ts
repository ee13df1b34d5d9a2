import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { realClock } from '../http/clock.ts';
import { evidence } from './evidence.ts';
import { together } from './together.ts';

it('exchanges say which of several clients sent them, through whatever it awaits', async () => {
  const record = evidence([], realClock);
  const send = (path: string) =>
    record.begin(
      { as: 'full', verb: 'read', method: 'GET', path, requestHeaders: [], requestBody: undefined },
      (text) => text,
    );
  const client = (name: string, value: number) => async (): Promise<number> => {
    send(`/${name}/1`);
    await setTimeout(1);
    send(`/${name}/2`);
    return value;
  };
  send('/before');
  expect(await together(1, [client('a', 10), client('b', 20)])).toEqual([10, 20]);
  await together(2, [client('c', 30)]);
  send('/after');
  const told = record.exchanges.map(
    ({ path, together: at }) => `${path} ${at === undefined ? '-' : `${at.group}.${at.client}`}`,
  );
  expect(told.sort()).toEqual([
    '/a/1 1.1',
    '/a/2 1.1',
    '/after -',
    '/b/1 1.2',
    '/b/2 1.2',
    '/before -',
    '/c/1 2.1',
    '/c/2 2.1',
  ]);
});

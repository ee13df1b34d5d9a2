/** Nothing is left, and nothing of others is touched, whatever the server says. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { isObject, type JsonObject } from '../../contract/json.ts';
import type { WireRequest } from '../../contract/wire.ts';
import { RUN_LABEL, TRIAL_LABEL } from '../../harness/ownership/journal.ts';
import {
  bytes,
  changing,
  instead,
  job,
  JOBS,
  judged,
  ONLY,
  RUN,
  withForeign as served,
  type Between,
} from '../testing/foreign.ts';
import { textOf } from '../testing/streams.ts';
import { invoke, temporary, type Invoked } from '../testing/invoke.ts';
import { reference, sent, type InProcessTarget } from '../testing/network.ts';

const open: InProcessTarget[] = [];
afterEach(() => open.splice(0).forEach((one) => one.close()));

async function withForeign(between: Between): ReturnType<typeof served> {
  const made = await served(between);
  open.push(made.target);
  return made;
}

/** The labels that any request of the run has sent. */
function labelsOf(request: WireRequest): JsonObject | undefined {
  const [, run] = /"conformance\.cci-job\/run":"([^"]+)"/.exec(new TextDecoder().decode(request.body)) ?? [];
  const [, trial] = /"conformance\.cci-job\/trial":"([^"]+)"/.exec(new TextDecoder().decode(request.body)) ?? [];
  return run === undefined ? undefined : { [RUN_LABEL]: run, [TRIAL_LABEL]: trial ?? '' };
}

const labelling: Between = (send, clock) => {
  let labels: JsonObject = {};
  const changed = changing((metadata) => {
    metadata['labels'] = { ...(isObject(metadata['labels']) ? metadata['labels'] : {}), ...labels };
  })(send, clock);
  return (request) => {
    labels = labelsOf(request) ?? labels;
    return changed(request);
  };
};

/** Answers a create with an object of somebody else, of which this part is told. */
const answeringWith =
  (told: (foreign: JsonObject, made: JsonObject) => JsonObject): Between =>
  (send) =>
  async (request) => {
    const response = await send(request);
    if (request.method !== 'POST' || response.status >= 300) return response;
    const foreign = JSON.parse(
      await textOf((await send({ method: 'GET', path: `${JOBS}/a-foreign`, headers: [] })).body),
    ) as {
      metadata: JsonObject;
    };
    const made = JSON.parse(await textOf(response.body)) as { metadata: JsonObject };
    return { ...response, body: bytes(JSON.stringify({ ...made, metadata: told(foreign.metadata, made.metadata) })) };
  };

const withoutSelectors: Between = (send) => (request) =>
  send({ ...request, path: request.path.replace(/(?<=[?&])(label|field)Selector=[^&]*/g, 'x=') });

/** Names and tokens that lead elsewhere where somebody puts them into a path as they are. */
const WAYS = ['../tfjobs/a-foreign', 'a-foreign/..', 'a-foreign?x=', '..', 'a-foreign#', 'a%2dforeign', '', '\u0000'];

/** Changes lists, once the run has made something. */
const listing =
  (change: (list: JsonObject) => void): Between =>
  (send, clock) => {
    let made = false;
    const changed = instead(
      ({ method, path }) => made && method === 'GET' && path.replace(/\?.*/, '') === JOBS && !/[?&]watch=/.test(path),
      (list) => {
        change(list);
        return list;
      },
    )(send, clock);
    return (request) => {
      made ||= request.method === 'POST';
      return changed(request);
    };
  };

function anotherEachTime(): Between {
  let count = 0;
  return changing((metadata) => (metadata['uid'] = `uid-${(count += 1)}`));
}

/** Deletions are sent on to a job of somebody else, which no client has to follow. */
const redirecting: Between = (send) => (request) =>
  request.method === 'DELETE'
    ? Promise.resolve({ status: 307, headers: [['location', `${JOBS}/a-foreign`]], body: bytes('') })
    : send(request);

describe("others' objects stay as they are, and what the run made goes", () => {
  test.each<[string, Between]>([
    ['gives all objects one uid', changing((metadata) => (metadata['uid'] = 'one'))],
    ["answers a create with another's uid", answeringWith((foreign, made) => ({ ...made, uid: foreign['uid'] ?? '' }))],
    ["answers a create with another's object", answeringWith((foreign) => foreign)],
    [
      "answers a create with another's name and uid, and the labels of the run",
      answeringWith((foreign, made) => ({ ...made, name: foreign['name'] ?? '', uid: foreign['uid'] ?? '' })),
    ],
    ["puts the run's labels on everything", labelling],
    ['ignores selectors', withoutSelectors],
    [
      'lists jobs by names that lead elsewhere',
      listing((list) => {
        const items = Array.isArray(list['items']) ? list['items'].filter(isObject) : [];
        items.forEach((one, i) => (one['metadata'] = { ...(one['metadata'] as JsonObject), name: WAYS[i % 8] ?? '' }));
      }),
    ],
    [
      'answers a create with a name that leads elsewhere',
      instead(
        ({ method }) => method === 'POST',
        (made) => ({ ...made, metadata: { ...(made['metadata'] as JsonObject), name: '../tfjobs/a-foreign' } }),
      ),
    ],
    [
      'goes on with a list in another namespace',
      listing((list) => {
        const metadata = list['metadata'] as JsonObject;
        metadata['continue'] ??= '../../other/tfjobs?labelSelector=';
      }),
    ],
    [
      "answers a deletion with another's object",
      instead(
        ({ method }) => method === 'DELETE',
        () => ({ ...job('a-foreign'), metadata: { name: 'a-foreign', namespace: 'default', uid: 'another' } }),
      ),
    ],
    ['gives an object another uid each time', anotherEachTime()],
    ['gives no uids', changing((metadata) => delete metadata['uid'])],
    [
      'gives neither uids nor labels',
      changing((metadata) => {
        delete metadata['uid'];
        delete metadata['labels'];
      }),
    ],
  ])('by a server that %s', async (_, between) => {
    const { target, foreign, others } = await withForeign(between);
    const before = foreign();
    const got = await judged(target, ...ONLY);
    expect([0, 1, 3]).toContain(got.code);
    expect(foreign()).toBe(before);
    expect(others()).toEqual([]);
    // Nor does a cleanup afterwards touch anything.
    const journal = join(got.out, 'journal.jsonl');
    if (existsSync(journal)) await invoke(['cleanup', '--journal', got.out], { network: target.network });
    expect(foreign()).toBe(before);
  });
});

describe('what a server does not remove is told, and nothing else is touched', () => {
  const untold: Between = (send) => (request) =>
    request.method === 'DELETE'
      ? Promise.resolve({ status: 200, headers: [], body: bytes('{"kind":"Status","status":"Success","code":200}') })
      : send(request);
  test.each<[string, Between]>([
    ["redirects deletions to another's object", redirecting],
    ['says that it deleted, and did not', untold],
  ])('by a server that %s', async (_, between) => {
    const { target, foreign, others } = await withForeign(between);
    const before = foreign();
    const got = await judged(target, ...ONLY);
    const [left = '', ...more] = others();
    // The first look goes no further than one job that stays.
    expect([got.code, more]).toEqual([1, []]);
    expect(got.report?.leftBehind).toEqual([expect.stringContaining(left)]);
    const cleaned = await invoke(['cleanup', '--journal', got.out], { network: target.network });
    expect([cleaned.code, cleaned.stdout + cleaned.stderr]).toEqual([3, expect.stringContaining(left)]);
    expect([foreign(), existsSync(join(got.out, 'journal.jsonl'))]).toEqual([before, true]);
  });
});

/** Creates take three seconds, and are not called off by the client. */
const slowCreates: Between = (send, clock) => async (request) => {
  if (request.method !== 'POST') return send(request);
  const { signal, ...rest } = request;
  const landed = clock.sleep(3000).then(() => send(rest));
  landed.catch(() => {});
  return new Promise((resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    landed.then(resolve, reject);
  });
};

describe('creates that land late', () => {
  test('after an interruption are waited for, and removed', async () => {
    let stop: () => void = () => {};
    const { target, others } = await withForeign((send, clock) => {
      const slow = slowCreates(send, clock);
      return (request) => {
        if (request.method === 'POST') queueMicrotask(() => stop());
        return slow(request);
      };
    });
    const got = await invoke(['--target', target.url, ...RUN, '--only', 'create/'], {
      network: target.network,
      interrupt: (handler) => {
        let asked = false;
        stop = () => {
          if (!asked) handler();
          asked = true;
        };
      },
    });
    expect([got.code, got.report?.leftBehind]).toEqual([130, []]);
    await target.network.clock.sleep(60_000);
    expect(others()).toEqual([]);
  });

  test('of a killed run are looked for until their time is over; the journal stays until then', async () => {
    const { target, others } = await withForeign(slowCreates);
    const dir = temporary();
    const line = {
      time: new Date(target.network.clock.now()).toISOString(),
      run: 'rkilled001',
      target: target.url,
      kind: 'TFJob',
      namespace: 'default',
      name: 'rkilled001-job-1',
    };
    writeFileSync(join(dir, 'journal.jsonl'), `${JSON.stringify(line)}\n`);
    const landing = sent(target, 'POST', JOBS, job('rkilled001-job-1', { [RUN_LABEL]: 'rkilled001' }));
    const got = await invoke(['cleanup', '--journal', dir], { network: target.network });
    await landing;
    expect([got.code, got.stderr]).toEqual([0, expect.stringContaining('1 sent and not answered: looked for until')]);
    expect([others(), existsSync(join(dir, 'journal.jsonl'))]).toEqual([[], false]);
  });
});

describe('cleanup says nothing is left only where it has looked', () => {
  const OURS = 'rkilled001-job-1';
  async function killed(text: (line: string) => string) {
    const target = reference(undefined, { anonymous: true });
    open.push(target);
    await sent(target, 'POST', JOBS, job(OURS, { [RUN_LABEL]: 'rkilled001' }));
    const dir = temporary();
    const line = (url: string): string =>
      JSON.stringify({
        time: '2026-01-01T00:00:00Z',
        run: 'rkilled001',
        target: url,
        kind: 'TFJob',
        namespace: 'default',
        name: OURS,
      });
    writeFileSync(join(dir, 'journal.jsonl'), text(line(target.url)));
    const cleaned = (...more: string[]): Promise<Invoked> =>
      invoke(['cleanup', '--journal', dir, ...more], { network: target.network });
    return { target, dir, line, cleaned, journal: () => readFileSync(join(dir, 'journal.jsonl'), 'latin1') };
  }
  test.each<[string, (line: string) => string, RegExp]>([
    ['is empty', () => '', /no line of .* is one of a journal/],
    ['is binary', () => '\u0000\u0001\n\u00ff{\n', /no line of .* is one of a journal/],
    ["is something else's", () => '{"type":"module"}\n[1]\n"x"\n', /no line of .* is one of a journal/],
    ['is of no target', (line) => line.replace(/"target":"[^"]*"/, '"target":"memory"') + '\n', /say by --target/],
  ])('a journal that %s: exit 2, and the file stays', async (_, text, words) => {
    const { cleaned, target, journal } = await killed(text);
    const before = journal();
    const got = await cleaned();
    expect([got.code, got.stderr]).toEqual([2, expect.stringMatching(words)]);
    expect([journal(), target.objects().length]).toEqual([before, 1]);
  });
  test('another target than that of the journal: exit 2', async () => {
    const { cleaned, target } = await killed((line) => `${line}\n`);
    const got = await cleaned('--target', 'http://elsewhere.test');
    expect([got.code, got.stderr]).toEqual([
      2,
      expect.stringMatching(/names nothing on .*: it is of http:\/\/in-process/),
    ]);
    expect(target.objects()).toHaveLength(1);
  });
  test('several targets: it asks which', async () => {
    const { cleaned } = await killed((line) => `${line}\n${line.replace('in-process', 'elsewhere')}\n`);
    expect(await cleaned()).toMatchObject({ code: 2, stderr: expect.stringMatching(/say by --target URL which/) });
  });
  test.each([
    ['http://127.0.0.1:8080', 'http://localhost:8080/'],
    ['http://localhost:8080', 'http://[::1]:8080'],
    ['https://example.com/', 'https://EXAMPLE.com:443'],
  ])('%s and %s are one', async (journaled, asked) => {
    const { cleaned, target } = await killed(
      (line) => `${line.replace(/"target":"[^"]*"/, `"target":"${journaled}"`)}\n`,
    );
    expect((await cleaned('--target', asked)).code).toBe(0);
    expect(target.objects()).toEqual([]);
  });
  test('a broken line: what can be read is cleaned up, the rest is said, and the file keeps it', async () => {
    const { cleaned, target, journal } = await killed((line) => `{"time":"2026\n${line}\nnonsense\n`);
    const got = await cleaned();
    expect([got.code, got.stderr]).toEqual([
      3,
      expect.stringMatching(/2 lines of the journal cannot be read \(1, 3\): what they name may be left/),
    ]);
    expect([target.objects(), journal()]).toEqual([[], '{"time":"2026\nnonsense\n']);
  });
  test('a line that was cut: what it would have named shows by its label, and is not deleted', async () => {
    const { cleaned, target } = await killed((line) => `${line.replace(OURS, 'rkilled001-job-2')}\n{"time":"2026`);
    const got = await cleaned();
    expect([got.code, got.stderr]).toEqual([3, expect.stringMatching(/looks like the run's, which never asked/)]);
    expect(target.objects()).toHaveLength(1);
  });
});

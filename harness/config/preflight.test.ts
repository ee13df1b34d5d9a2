import { expect, test } from 'vitest';
import { KINDS } from '../../contract/kinds.ts';
import type { Json } from '../../contract/json.ts';
import type { WireRequest, WireResponse } from '../../contract/wire.ts';
import { createClient } from '../http/client.ts';
import { RUN_LABEL } from '../ownership/journal.ts';
import type { Tokens } from '../credentials/tokens.ts';
import type { Namespaces } from '../model/run.ts';
import { preflight, occupants, sayOccupants } from './preflight.ts';
import { Unjudgeable } from '../errors/usage.ts';
import { fakeContext, reply, textOf, tokens } from '../testing/fake.ts';

type Answers = (request: WireRequest) => WireResponse;
interface Looked {
  namespaces?: Partial<Namespaces>;
  given?: Tokens;
}

const TARGET = 'https://t.example';
const FULL = { full: 'the-full-token' };
const BOTH = { ...FULL, 'read-only': 'the-read-only-token' };
const TFJOBS = '/apis/kubeflow.org/v1/namespaces/ns/tfjobs',
  MXJOBS = '/apis/kubeflow.org/v1/namespaces/ns/mxjobs';
const [ONE_TFJOB, ONE_MXJOB] = [`${TFJOBS}?limit=1`, `${MXJOBS}?limit=1`];
const NAMESPACE = '/api/v1/namespaces/ns';
const status = (code: number, rest: { [key: string]: Json } = {}): WireResponse =>
  reply(code, { kind: 'Status', code, ...rest });
const plain = (code: number, text: string, headers: [string, string][] = []): WireResponse => ({
  ...reply(code, text),
  headers,
});
/** As a server does that is well: empty lists, no object, every namespace. */
const well: Answers = ({ path }) =>
  path.includes('-absent') ? status(404) : path === NAMESPACE ? reply(200, {}) : reply(200, { items: [] });

/** What the first look says, or undefined when it finds nothing wrong; and what was asked. */
async function look(answers: Answers, { namespaces = {}, given = FULL }: Looked = {}) {
  const context = fakeContext(async (request) => answers(request), {
    connection: { target: TARGET, credentials: tokens(given) },
    kinds: KINDS.slice(0, 2),
    namespaces,
  });
  const client = createClient(context);
  const error = await preflight({ ...context, client }).then(
    () => undefined,
    (reason: unknown) => reason as Error,
  );
  return {
    error,
    said: error instanceof Unjudgeable ? error.message : undefined,
    exchanges: client.evidence.exchanges,
    lines: context.journal.lines,
  };
}

test('a target that is well is asked for its lists, for what is not there, and for its namespaces, and nothing is made', async () => {
  const { error, exchanges, lines } = await look(well, { given: BOTH });
  expect(error).toBeUndefined();
  const asked = [ONE_TFJOB, ONE_MXJOB, `${TFJOBS}/rtest-absent`, `${MXJOBS}/rtest-absent`];
  expect(exchanges.map((e) => `${e.as} ${e.method} ${e.path}`)).toEqual([
    ...asked.map((path) => `full GET ${path}`),
    ...asked.map((path) => `read-only GET ${path}`),
    `full GET ${NAMESPACE}`,
  ]);
  expect(lines).toEqual([]);
});

test('a target that loses the first answer is looked at by the others', async () => {
  const { error } = await look((request) => {
    if (request.path === ONE_TFJOB) throw new Error('connection reset');
    return well(request);
  });
  expect(error).toBeUndefined();
});

/** Answers the lists in this way, and all else well. */
const lists =
  (tfjobs: WireResponse, mxjobs: WireResponse): Answers =>
  (request) =>
    request.path === ONE_TFJOB ? tfjobs : request.path === ONE_MXJOB ? mxjobs : well(request);

test.each<[string, Answers, string]>([
  ['answers 500 to every list', () => status(500), 'answers 500 to everything: look at the server and run again'],
  ['refuses the token', () => status(401), 'answers 401: the token is refused: check --token'],
  ['refuses the token, and says 403', () => plain(403, 'no\n'), 'answers 403: the token is refused: check --token'],
  [
    'refuses by a page',
    () => plain(403, '\n<html>\n'),
    `is no such API: GET ${ONE_TFJOB} is answered 403 with no content type, not with JSON; check --target`,
  ],
  [
    'is a website',
    () => plain(200, '<html>', [['content-type', 'text/html; charset=utf-8']]),
    `is no such API: GET ${ONE_TFJOB} is answered 200 with text/html, not with JSON; check --target`,
  ],
  [
    'sends elsewhere',
    () => plain(302, '', [['location', `https://login.example/a \t b${'x'.repeat(200)}`]]),
    `is no such API: GET ${ONE_TFJOB} is answered 302, to https://login.example/a b${'x'.repeat(173)}, not with JSON; check --target`,
  ],
  [
    'sends to nowhere',
    () => plain(300, '', [['location', ' ']]),
    `is no such API: GET ${ONE_TFJOB} is answered 300, to, not with JSON; check --target`,
  ],
  [
    'is empty, and no success',
    () => plain(404, ''),
    `is no such API: GET ${ONE_TFJOB} is answered 404 with no content type, not with JSON; check --target`,
  ],
])('a target cannot be judged that %s', async (_, answers, words) => {
  expect((await look(answers)).said).toBe(`${TARGET} ${words}`);
});

test.each<[string, Answers]>([
  ['fails in one list alone', lists(status(500), reply(200, { items: [] }))],
  ['refuses the lists alone', lists(status(403), status(403))],
  ['answers one list alone with JSON', lists(plain(200, 'x'), reply(200, 'null'))],
  ['answers with an empty success', lists(plain(200, ''), plain(299, ''))],
])('what a target does wrong that %s is for the requirements to say', async (_, answers) => {
  expect((await look(answers)).error).toBeUndefined();
});

test('a token is asked for where none was given, and a read-only token is looked at where there is one', async () => {
  expect((await look(() => status(401), { given: {} })).said).toBe(
    `${TARGET} answers 401: the target asks for a token: give --token`,
  );
  const refusing: Answers = (request) =>
    request.headers.some(([, value]) => value.includes('read-only')) ? status(401) : well(request);
  expect((await look(refusing, { given: BOTH })).said).toBe(
    `${TARGET} answers 401: the read-only token is refused: check --read-only-token`,
  );
  expect((await look(refusing)).error).toBeUndefined();
  const unlisted: Answers = (request) => (request.path.endsWith('jobs') ? refusing(request) : well(request));
  expect((await look(unlisted, { given: BOTH })).error).toBeUndefined();
});

const fails =
  (message: string, over: object = {}): Answers =>
  () => {
    throw Object.assign(new Error(message), over);
  };

test.each([
  ['certificate has expired', 'trust it by --ca FILE, or by --insecure'],
  ['self-signed in chain', 'trust it by --ca FILE, or by --insecure'],
  ['unable to get local Issuer', 'trust it by --ca FILE, or by --insecure'],
  ['Host is not in the AltNames: TLS', 'trust it by --ca FILE, or by --insecure'],
  ['getaddrinfo ENOTFOUND t.example', 'check the host name in --target'],
  ['getaddrinfo EAI_AGAIN t.example', 'check the host name in --target'],
  ['ssl3_get_record', 'check http or https in --target'],
  ['tls alert', 'check http or https in --target'],
  ['write EPROTO', 'check http or https in --target'],
  ['Wrong version number', 'check http or https in --target'],
  ['connect ECONNREFUSED', 'check --target, and that the server runs'],
])('no answer at all is reported with what to do about it: %s', async (message, advice) => {
  expect((await look(fails(` ${message}\n `))).said).toBe(`no answer from ${TARGET}: ${message}; ${advice}`);
});

test("an answer that is missing is reported with the last obstacle, also the target's wish to wait", async () => {
  const waits = `GET ${ONE_TFJOB} was answered 429 5 times in a row (exchange 9)`;
  expect((await look(() => status(429))).said).toBe(
    `no answer from ${TARGET}: ${waits}; check --target, and that the server runs`,
  );
  const both: Answers = (request) =>
    request.path === ONE_MXJOB ? fails('connect ECONNREFUSED')(request) : status(429);
  expect((await look(both)).said).toBe(
    `no answer from ${TARGET}: connect ECONNREFUSED; check --target, and that the server runs`,
  );
});

test("one answer is enough to go on, unless an error is the suite's", async () => {
  const half =
    (over: object): Answers =>
    (request) =>
      request.path === ONE_MXJOB ? fails('broken', over)(request) : well(request);
  expect((await look(half({}))).error).toBeUndefined();
  const { error } = await look(half({ code: 'UND_ERR_INVALID_ARG' }));
  expect(error).not.toBeInstanceOf(Unjudgeable);
  expect(error?.message).toBe('broken');
});

/** What the namespace is said to be when asked for, and when a job is to be made in it. */
const namespaced =
  (direct: WireResponse, probed: () => WireResponse): Answers =>
  (request) =>
    request.path === NAMESPACE ? direct : request.method === 'POST' ? probed() : well(request);
const about = (kind: string, name: string): { [key: string]: Json } => ({ details: { kind, name } });
const NONE = `${TARGET} has no namespace "ns": create it, or name another by --namespace`;

test.each<[string, WireResponse, boolean]>([
  ['details of the namespace', status(404, about('namespaces', 'ns')), true],
  ['details in the singular', status(404, about('Namespace', 'ns')), true],
  ['details of something in it', status(404, about('tfjobs', 'ns')), false],
  ['details of what merely sounds so', status(404, about('subnamespaces', 'ns')), false],
  ['details of what goes on', status(404, about('namespacestatus', 'ns')), false],
  ['details of another namespace', status(404, about('namespaces', 'other')), false],
  [
    'details that say more than the message',
    status(404, { ...about('tfjobs', 'x'), message: 'namespaces "ns" not found' }),
    false,
  ],
  ['a message', status(404, { message: 'Namespaces "ns" not found' }), true],
  ['a message without quotes', status(404, { message: 'the namespace ns does not exist' }), true],
  ['a message about something in it', status(404, { message: 'no route in namespace "ns": not found' }), false],
  ['a message about another', status(404, { message: 'namespaces "other" not found' }), false],
  ['a message about one whose name goes on', status(404, { message: 'namespaces "ns-two" not found' }), false],
  ['a message of no absence', status(404, { message: 'namespace "ns" is being deleted' }), false],
  ['no message', status(404), false],
  ['no object', reply(404, 'null'), false],
  [
    'a refusal of another sort',
    status(403, { ...about('namespaces', 'ns'), message: 'namespaces "ns" not found' }),
    false,
  ],
])(
  'a namespace is missing where a 404 says so of it, by %s: asked for, or refusing a job',
  async (_, answer, missing) => {
    const body = await collected(answer);
    const again = (): WireResponse => reply(answer.status, body);
    const { said, exchanges } = await look(namespaced(again(), () => status(403)));
    expect([said, exchanges.some((e) => e.method === 'POST')]).toEqual(missing ? [NONE, false] : [undefined, true]);
    expect((await look(namespaced(status(300), again))).said).toBe(missing ? NONE : undefined);
  },
);

async function collected(answer: WireResponse): Promise<string> {
  let text = '';
  for await (const chunk of answer.body) text += new TextDecoder().decode(chunk);
  return text;
}

test('where no namespace is served, a job that nobody can accept is sent, written down before, and taken back if accepted', async () => {
  const sent: unknown[] = [];
  const answers: Answers = (request) => {
    if (request.method === 'POST')
      sent.push(
        JSON.parse(textOf(request)),
        request.headers.find(([name]) => name === 'content-type'),
      );
    return namespaced(status(404), () => reply(sent.length === 2 ? 200 : 300, {}))(request);
  };
  const { exchanges, lines } = await look(answers);
  const place = { kind: 'TFJob', namespace: 'ns', name: 'rtest-probe' };
  expect(sent).toEqual([
    {
      apiVersion: 'kubeflow.org/v1',
      kind: 'TFJob',
      metadata: { name: 'rtest-probe', namespace: 'ns', labels: { [RUN_LABEL]: 'rtest' } },
    },
    ['content-type', 'application/json'],
  ]);
  expect(lines).toEqual([expect.objectContaining(place), expect.objectContaining({ ...place, made: true })]);
  expect(exchanges.slice(4).map((e) => `${e.method} ${e.path}`)).toEqual([
    `GET ${NAMESPACE}`,
    `POST ${TFJOBS}`,
    `DELETE ${TFJOBS}/rtest-probe`,
  ]);
  expect((await look(answers)).exchanges.slice(4).map((e) => e.method)).toEqual(['GET', 'POST']);
});

test('each namespace is looked at, and named by its flag', async () => {
  const missing: Answers = (request) =>
    request.path.endsWith('/namespaces/two') ? status(404, about('namespaces', 'two')) : well(request);
  expect((await look(missing, { namespaces: { otherNamespace: 'two' } })).said).toBe(
    `${TARGET} has no namespace "two": create it, or name another by --other-namespace`,
  );
});

const [SOME_TFJOBS, SOME_MXJOBS] = [`${TFJOBS}?limit=101`, `${MXJOBS}?limit=101`];

test.each<[string, Answers, string, string[]]>([
  [
    'what its lists hold',
    ({ path }) => reply(200, { items: path === SOME_TFJOBS ? [{}, {}] : Array.from({ length: 101 }, () => ({})) }),
    '2 tfjobs, more than 100 mxjobs',
    [],
  ],
  ['nothing, where they are empty', () => reply(200, { items: [] }), '', []],
  [
    'nothing, where they are none',
    ({ path }) => (path.startsWith(TFJOBS) ? reply(200, { items: 'all' }) : reply(200, '[]')),
    '',
    [TFJOBS, MXJOBS],
  ],
  [
    'what its lists hold, where they take no limit',
    ({ path }) => (path.includes('?') ? status(400, { kind: 'x' }) : reply(200, { items: [{}] })),
    '1 tfjobs, 1 mxjobs',
    [TFJOBS, MXJOBS],
  ],
])('a namespace is occupied by %s', async (_, answers, found, more) => {
  const client = createClient(fakeContext(async (request) => answers(request)));
  expect(sayOccupants(await occupants(client, KINDS.slice(0, 2), 'ns'))).toBe(found);
  expect(client.evidence.exchanges.map(({ path }) => path)).toEqual([SOME_TFJOBS, SOME_MXJOBS, ...more]);
});

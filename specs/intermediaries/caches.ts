/**
 * Answers that something between the server and its clients may have kept: from before a write, of another query, for
 * another caller. Requests of others empty many a cache, so that nothing else is judged meanwhile.
 */
import { succeeds } from '../../contract/operations.ts';
import type { Json } from '../../contract/json.ts';
import type { Identity } from '../../harness/model/exchange.ts';
import type { Capability, Requirement } from '../../harness/model/requirement.ts';
import type { Answer, Job } from '../../harness/model/target.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { CALLS, calledOn, UNKNOWN, expectNothingShown } from '../auth/calls.ts';
import { isRefusal } from '../constraints/refused.ts';
import { expectNames, ownItems } from '../support/expectations.ts';
import { at, uidOf } from '../support/objects.ts';
import { readBack } from '../support/read-back.ts';
import { requirement } from '../support/requirement.ts';
import { write } from '../support/updates/write.ts';

/** Ways to look at a job. Each is another URL, that a cache may keep by itself. */
const LOOKS: Readonly<Record<string, (trial: Trial, name: string) => Promise<Answer>>> = {
  'A read': (trial, name) => trial.target.read({ name }),
  'A list': (trial) => trial.target.list(),
  'A list by label': (trial, name) => trial.target.list({ query: { labelSelector: `look=${name}` } }),
  'A list by field': (trial, name) => trial.target.list({ query: { fieldSelector: `metadata.name=${name}` } }),
};

/** The label `turn` of the job as an answer shows it; undefined where the answer shows no such job. */
function turnIn(trial: Trial, answer: Answer, name: string): Json | undefined {
  if (answer.verb === 'list') return at(ownItems(trial, answer, [{ name }])[0], 'metadata', 'labels', 'turn');
  if (answer.status === 404) return undefined;
  return at(trial.expect.documented(answer), 'metadata', 'labels', 'turn');
}

/** Whichever way one looks, the job has this value of the label `turn`, or does not exist. */
async function expectTurn(trial: Trial, name: string, turn: string | undefined, after: string): Promise<void> {
  for (const [what, look] of Object.entries(LOOKS)) {
    const answer = await look(trial, name);
    if (turn === undefined && answer.verb === 'read' && answer.status !== 404 && isRefusal(answer))
      trial.inconclusive(
        `whether ${name} is there cannot be told: its read was answered ${answer.status}`,
        'read.code.404',
      );
    const seen = turnIn(trial, answer, name);
    trial.expect.that(seen === turn, {
      message: `${what} does not show what was there when it was asked, ${after}`,
      expected: turn === undefined ? `no ${name}` : `${name} with the label turn=${turn}`,
      received: seen === undefined ? `no ${name}, or one without the label` : `turn=${JSON.stringify(seen)}`,
      path: answer.verb === 'list' ? '/items' : '/metadata/labels/turn',
      answer,
    });
  }
}

const everyReadShowsEveryWrite = requirement('intermediaries/every-read-shows-every-write', {
  tests: ['intermediaries.current', 'list.current'],
  needs: ['read/answers-with-what-is-stored', 'list/shows-the-latest-writes', 'delete-collection/deletes-by-label'],
  alone: true,
  async check(trial) {
    const name = trial.given.name('look');
    const create = async (turn: string): Promise<Job> => {
      const sent = trial.given.manifest({ name, labels: { look: name, turn } });
      const stored = trial.expect.accepted(await trial.target.create(sent));
      return { name, namespace: trial.namespace, sent, stored, uid: uidOf(stored) };
    };
    await expectTurn(trial, name, undefined, 'before a create');
    const job = await create('1');
    await expectTurn(trial, name, '1', 'after a create');
    trial.expect.accepted(await write(trial, 'patch', job, ['metadata', 'labels', 'turn'], '2'));
    await expectTurn(trial, name, '2', 'after a patch');
    trial.expect.accepted(await trial.target.delete(job));
    await trial.expect.absent(job, { settle: true });
    await expectTurn(trial, name, undefined, 'after a deletion');
    const again = await create('3');
    await expectTurn(trial, name, '3', 'after a create of the same name');
    trial.expect.accepted(await write(trial, 'replace', again, ['metadata', 'labels', 'turn'], '4'));
    await expectTurn(trial, name, '4', 'after a replace');
    trial.expect.accepted(await trial.target.deleteCollection({ query: { labelSelector: `look=${name}` } }));
    await trial.expect.absent(again, { settle: true });
    await expectTurn(trial, name, undefined, 'after a deletion of the collection');
  },
});

const ownQuery = requirement('intermediaries/an-answer-belongs-to-its-own-query', {
  tests: ['intermediaries.own-query'],
  needs: ['list/selects-by-equality', 'list/selects-by-field-name', 'read/answers-with-what-is-stored'],
  alone: true,
  async check(trial) {
    const set = trial.given.name('set');
    // Reads of both, which an answer to another query is not to be taken from.
    const one = await readBack(trial, { labels: { set, part: 'one' } });
    const two = await readBack(trial, { labels: { set, part: 'two' } });
    const all: readonly [query: Record<string, string>, jobs: readonly Job[]][] = [
      [{}, [one, two]],
      [{ labelSelector: `set=${set},part=one` }, [one]],
      [{ labelSelector: `set=${set},part=two` }, [two]],
      [{ fieldSelector: `metadata.name=${one.name}` }, [one]],
      [{ fieldSelector: `metadata.name=${one.name}`, labelSelector: `set=${set},part=two` }, []],
      [{ labelSelector: `set=${set}` }, [one, two]],
    ];
    // Each query follows another one twice: an answer that is kept for the path may be the first, or the last.
    for (const [query, jobs] of [...all, ...all.toReversed().slice(1)]) {
      const answer = await trial.target.list({ query });
      expectNames(
        trial,
        answer,
        ownItems(trial, answer, [one, two]),
        jobs.map((job) => job.name),
        `The list for ${JSON.stringify(query)}, just after that for another query,`,
      );
    }
    for (const job of [one, two]) {
      const answer = await trial.target.read(job, { query: { pretty: true } });
      trial.expect.match(trial.expect.documented(answer), { metadata: { uid: job.uid } }, answer);
    }
  },
});

/** What the full identity was answered a moment ago is refused to another caller, and the other way round. */
const ownCaller = (
  id: string,
  requires: Capability,
  others: readonly Identity[],
  needs: readonly string[],
): Requirement =>
  requirement(id, {
    tests: ['intermediaries.own-caller'],
    needs,
    requires: [requires],
    alone: true,
    async check(trial) {
      const job = await calledOn(trial, 'read');
      for (const verb of ['read', 'list'] as const)
        for (const other of others)
          for (const as of ['full', other, 'full'] as const) {
            const answer = await CALLS[verb](trial, job, as);
            if (as === 'full') {
              trial.expect.that(succeeds(verb, answer.status), {
                message: `A ${verb} by who may do it, just after the refusal of another caller's, is not served`,
                expected: 'a success',
                received: String(answer.status),
                path: 'status',
                answer,
              });
            } else {
              trial.expect.refused(answer, [401, 403]);
              expectNothingShown(trial, answer, job);
            }
          }
    },
  });

export const caches: readonly Requirement[] = [
  everyReadShowsEveryWrite,
  ownQuery,
  ownCaller(
    'intermediaries/an-answer-is-not-kept-for-unknown-callers',
    'authentication',
    [UNKNOWN, { credentials: null }],
    ['auth/read-refuses-a-wrong-token', 'auth/list-refuses-a-wrong-token'],
  ),
  ownCaller(
    'intermediaries/an-answer-is-not-kept-for-the-foreign-caller',
    'foreign-token',
    ['foreign'],
    ['auth/read-refuses-the-foreign-token', 'auth/list-refuses-the-foreign-token'],
  ),
];

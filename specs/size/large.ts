/** Objects of the sizes that are usual at most: what is accepted is kept and shown whole by every operation. */
import { podPath } from '../../contract/workloads/replicated.ts';
import { isObject, type JsonObject } from '../../contract/json.ts';
import type { Answer, Job, WatchEvent } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { at, firstReplica, itemsOf, nameOf, specOf, withMember } from '../support/objects.ts';
import { selectorOf } from '../pagination/follow.ts';
import { requirement } from '../support/requirement.ts';
import { ownParts } from '../support/round-trip.ts';
import { ok, put } from '../support/updates/write.ts';
import { labelOf, watching } from '../watch/support.ts';

const KIB = 1024;
/** Characters of one to four bytes, ten bytes in all: wherever a text is cut, one of the cuts is within a character. */
const CHARACTERS = 'xß大😀';
const ofBytes = (bytes: number): string => CHARACTERS.repeat(Math.floor(bytes / Buffer.byteLength(CHARACTERS)));

/** So many entries of a map, or items of an array, that a bound of a power of two would show. */
const MANY = Array.from({ length: 140 }, (_, i) => i);

const entries = (prefix: string, values: readonly string[]): Record<string, string> =>
  Object.fromEntries(values.map((value, i) => [`${prefix}-${i}`, value]));

/** Close to the 256 KiB that annotations may have, with values longer than 64 and 128 KiB, and many small ones. */
const annotated = (trial: Trial, set: string): JsonObject =>
  trial.given.manifest({
    labels: { ...entries('label', MANY.map(String)), set, turn: '0' },
    annotations: {
      ...entries('small', MANY.map(String)),
      ...entries(
        'part',
        [160, 80].map((size, start) => `${start}${ofBytes(size * KIB)}`),
      ),
    },
  });

/** Arguments of so many bytes in all, each of 40 KiB, and many short ones behind them. */
function withArguments(trial: Trial, set: string, bytes: number): JsonObject {
  const manifest = trial.given.manifest({ labels: { set, turn: '0' } });
  const path = [...podPath(trial.kind, firstReplica(trial, manifest)), 'containers'];
  const containers = at(manifest, ...path);
  const [first] = Array.isArray(containers) ? containers : [];
  const long = Array.from({ length: Math.ceil(bytes / (40 * KIB)) }, (_, i) => `${i}${ofBytes(40 * KIB)}`);
  return withMember(manifest, path, [{ ...(isObject(first) ? first : {}), args: [...long, ...MANY.map(String)] }]);
}

/** A refusal of a body for its size: the documents bound it, or leave it to the server; a Status says so. */
function refusedForItsSize(trial: Trial, answer: Answer): void {
  trial.expect.refused(answer);
  trial.expect.match(answer.json, { kind: 'Status', status: 'Failure' }, answer);
}

/** Everything that the client sent of it. */
function expectWhole(trial: Trial, shown: JsonObject, sent: JsonObject, answer: Answer, path = ''): void {
  const { metadata, spec } = ownParts(trial.kind, sent, shown);
  trial.expect.match(shown, { metadata, spec }, answer, path);
}

const turned = (sent: JsonObject, turn: string): JsonObject => withMember(sent, ['metadata', 'labels', 'turn'], turn);

/** How often a watch that the target ends is opened again. */
const OPENINGS = 5;

/** The first watch is open while the object is patched; one that the target ends is followed by another. */
async function watchedWhole(trial: Trial, job: Job, sent: JsonObject): Promise<void> {
  const isPatched = (event: WatchEvent): boolean => labelOf(event, 'turn') === '1';
  const query = { fieldSelector: `metadata.name=${job.name}`, timeoutSeconds: 600 };
  for (let opened = 0; opened < OPENINGS; opened += 1) {
    const isOver = await watching(trial, query, async (stream) => {
      if (opened === 0) {
        const answer = await trial.target.patch(job, { metadata: { labels: { turn: '1' } } });
        expectWhole(trial, trial.expect.documented(answer), turned(sent, '1'), answer);
      }
      const events = await stream.collect((all) => all.some(isPatched));
      for (const event of events.filter(({ type, object }) => type !== 'BOOKMARK' && nameOf(object) === job.name))
        expectWhole(trial, event.object, turned(sent, String(labelOf(event, 'turn'))), stream.answer, '/object');
      if (!events.some(isPatched) && (await stream.ended(0))) return false;
      trial.expect.that(events.some(isPatched), {
        message: 'A watch does not show a large object as it is after a patch',
        expected: `an event of ${job.name}`,
        received: events.map(({ type }) => type).join(', ') || 'no event',
        path: '/type',
        answer: stream.answer,
      });
      return true;
    });
    if (isOver) return;
  }
  trial.inconclusive(`the target ended ${OPENINGS} watches before they had shown ${job.name}`);
}

/** Shown whole by a watch and the answer to a patch; a replace keeps it whole too. */
async function keptWhole(trial: Trial, job: Job, sent: JsonObject): Promise<void> {
  await watchedWhole(trial, job, sent);
  const replaced = turned(sent, '2');
  const replacement = await put(trial, job, (object) => turned(object, '2'));
  expectWhole(trial, trial.expect.documented(replacement), replaced, replacement);
  const read = await trial.target.read(job);
  expectWhole(trial, trial.expect.documented(read), replaced, read);
}

/** Created, where the server takes it, and then shown whole by each operation. */
const keeps = (id: string, make: (trial: Trial, set: string) => JsonObject): Requirement =>
  requirement(id, {
    tests: ['size.kept', 'size.watch.event'],
    needs: ['create/accepts-the-documented-body', 'patch/merges', 'replace/stores-the-body'],
    async check(trial) {
      const set = trial.given.name('set');
      const sent = make(trial, set);
      const created = await trial.target.create(sent);
      if (!ok(created)) {
        trial.expect.refused(created);
        trial.choice('large-objects', 'large-refused', created);
        await trial.expect.absent({ name: nameOf(sent) });
        return trial.notApplicable(`the target takes no object of ${JSON.stringify(sent).length} characters`);
      }
      if (Buffer.byteLength(JSON.stringify(sent)) > KIB * KIB) trial.choice('large-objects', 'large-kept', created);
      expectWhole(trial, trial.expect.accepted(created), sent, created);
      const ref = { name: nameOf(sent), namespace: trial.namespace };
      const read = await trial.eventually(async () => {
        const answer = await trial.target.read(ref);
        return ok(answer) ? answer : undefined;
      });
      if (read === undefined) return trial.inconclusive(`${ref.name} could not be read`);
      expectWhole(trial, trial.expect.documented(read), sent, read);
      const list = await trial.target.list({ query: selectorOf(set) });
      const items = itemsOf(trial.expect.documented(list)).filter((item) => nameOf(item) === ref.name);
      trial.expect.match(items.length, 1, list, '/items');
      for (const item of items) expectWhole(trial, item, sent, list, '/items/0');
      await keptWhole(trial, { ...ref, sent, stored: trial.expect.documented(read), uid: '' }, sent);
    },
  });

/** More than the 3 MiB that a Kubernetes server reads; little more, so that it reads to the end before it refuses. */
const TOO_LARGE = 3 * KIB * KIB + 80 * KIB;

export const large: readonly Requirement[] = [
  keeps('size/keeps-large-annotations', annotated),
  // Below the 1.5 MiB of the usual store.
  keeps('size/keeps-large-specs', (trial, set) => withArguments(trial, set, 1280 * KIB)),
  requirement('size/keeps-or-refuses-what-is-too-large', {
    tests: ['size.refused'],
    needs: ['create/accepts-the-documented-body', 'patch/merges', 'replace/stores-the-body'],
    async check(trial) {
      const sent = withArguments(trial, trial.given.name('set'), TOO_LARGE);
      const created = await trial.target.create(sent);
      if (ok(created)) {
        const read = await trial.target.read({ name: nameOf(sent) });
        expectWhole(trial, trial.expect.documented(read), sent, read);
      } else {
        refusedForItsSize(trial, created);
        await trial.expect.absent({ name: nameOf(sent) });
      }
      const job = await trial.given.accepted();
      const text = ofBytes(TOO_LARGE);
      const writes = [
        () => trial.target.patch(job, { metadata: { annotations: { text } } }),
        () => put(trial, job, (object) => withMember(object, ['metadata', 'annotations', 'text'], text)),
      ];
      for (const write of writes) {
        const before = await trial.given.known(job);
        const answer = await write();
        if (ok(answer)) {
          await trial.expect.stored(job, { metadata: { annotations: { text } }, spec: specOf(before) });
          await trial.target.patch(job, { metadata: { annotations: { text: null } } });
        } else {
          refusedForItsSize(trial, answer);
          await trial.expect.unchanged(job, before);
        }
      }
    },
  }),
];

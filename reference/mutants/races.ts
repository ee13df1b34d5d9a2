/** Writes that come at once, and histories: faults that one caller alone never sees. */
import type { Json, JsonObject } from '../../contract/json.ts';
import { KINDS } from '../../contract/kinds.ts';
import { isMarked, metadataOf, objectAt, withMetadata, type Job, type Writer } from '../state/model.ts';
import { json, read, refusal } from './helpers/exchange.ts';
import { onAnswer, onRequest, remembering } from './helpers/wraps.ts';
import { mutant, mutantOn, perKind, type Mutant, type Override, type Wrap } from './types.ts';

const onCreate = mutantOn('create');
const onReplace = mutantOn('replace');
const onPatch = mutantOn('patch');

/** Some writers do not look whether somebody was faster. */
const blind =
  (...writers: readonly Writer[]): Override =>
  (base) => ({ mayCommit: (before, now, writer) => writers.includes(writer) || base.mayCommit(before, now, writer) });

/** A slow writer does not see that the object which it has read is gone, and another has its name. */
const overSuccessors =
  (of: Writer): Override =>
  (base) => ({
    commitTime: (writer) => (writer === of ? 3 : base.commitTime(writer)),
    mayCommit: (before, now, writer) => {
      const isAnother =
        before !== undefined && now !== undefined && metadataOf(before)['uid'] !== metadataOf(now)['uid'];
      return (writer === of && isAnother) || base.mayCommit(before, now, writer);
    },
  });

const OVERTAKEN = 'overtaken';

/** A writer fails where somebody was faster. */
const failsOvertaken =
  (of: Writer): Override =>
  (base) => ({
    mayCommit: (before, now, writer) => {
      const may = base.mayCommit(before, now, writer);
      if (writer === of && !may) throw new Error(OVERTAKEN);
      return may;
    },
  });

/** Of the reads of an object after the first, every fourth shows what the first has shown. */
const CACHED: Wrap = remembering(
  () => new Map<string, { body: JsonObject; reads: number }>(),
  (first) =>
    onRequest({ verb: ['read', 'delete'] }, async ({ verb, path, forward }) => {
      if (verb === 'delete') first.delete(path);
      const known = first.get(path);
      if (verb === 'read' && known !== undefined && ++known.reads % 4 === 3) return json(200, known.body);
      const answer = await forward();
      if (verb !== 'read' || answer.status !== 200 || known !== undefined) return answer;
      const body = await read(answer);
      first.set(path, { body, reads: 0 });
      return json(200, body);
    }),
);

/** Lines that are there together, the second first. */
async function* swapped(stream: AsyncIterable<string>): AsyncGenerator<string> {
  let held: string | undefined;
  for await (const line of stream) {
    if (held === undefined && line.includes('"MODIFIED"')) held = line;
    else {
      yield line;
      if (held !== undefined) yield held;
      held = undefined;
    }
  }
  if (held !== undefined) yield held;
}

export const RACE_MUTANTS: readonly Mutant[] = [
  ...perKind(KINDS, (kind) =>
    mutant('race-of-creates', 'concurrency.create', {
      text: `Of several creates of one ${kind.kind} at once each succeeds.`,
      override: blind('create'),
    }),
  ),
  ...perKind(KINDS, (kind) =>
    mutant('race-of-replaces', 'concurrency.compare-and-swap', {
      text: `Of several replaces of one version of a ${kind.kind} each succeeds.`,
      override: blind('replace'),
    }),
  ),
  ...perKind(KINDS, (kind) =>
    mutant('race-of-patches', 'concurrency.patch', {
      text: `Of several patches of a ${kind.kind} at once the last is stored, and the others are lost.`,
      override: blind('patch'),
    }),
  ),
  mutant('race-of-patches-conflicts', 'concurrency.patch.no-conflict', {
    text: 'A patch that somebody overtakes is refused with 409.',
    override: (base) => ({
      ...failsOvertaken('patch')(base),
      internal: (message) =>
        message === OVERTAKEN ? { code: 409, reason: 'Conflict', message } : base.internal(message),
    }),
  }),
  onReplace('race-of-replace-and-patch', 'concurrency.replace-and-patch', {
    text: 'A replace undoes a patch that comes while it is being written.',
    override: blind('replace'),
  }),
  mutant('race-of-update-and-delete', 'concurrency.delete-and-update', {
    text: 'An update that a delete overtakes brings the object back.',
    override: blind('replace', 'patch'),
  }),
  onPatch('race-of-patch-and-delete', 'concurrency.delete-and-update', {
    text: 'A patch that a delete overtakes brings the object back.',
    override: blind('patch'),
  }),
  onPatch('race-of-patch-and-successor', 'concurrency.delete-and-update', {
    text: 'A patch that a delete and a create overtake stores the deleted object in place of the new one.',
    override: overSuccessors('patch'),
  }),
  onReplace('race-of-replace-and-successor', 'concurrency.recreate', {
    text: 'A replace that a delete and a create overtake stores the deleted object in place of the new one.',
    override: overSuccessors('replace'),
  }),
  mutant('race-of-deletes-fails', 'concurrency.delete', {
    text: 'A delete that another overtakes is answered with 500.',
    verbs: ['delete'],
    override: failsOvertaken('delete'),
  }),
  onCreate('race-of-delete-and-create-mixes', 'concurrency.recreate', {
    text: 'A create after a delete takes over the uid of the object before.',
    override: (base) => {
      const uids = new Map<string, Json | undefined>();
      return {
        asStored: (job, current, writer) => {
          const stored = base.asStored(job, current, writer);
          const own = metadataOf(stored);
          const name = `${String(own['namespace'])}/${String(own['name'])}`;
          const uid = uids.get(name) ?? own['uid'];
          uids.set(name, uid);
          return withMetadata(stored, { uid });
        },
      };
    },
  }),
  onPatch('race-of-neighbours-mixes', 'concurrency.patch', {
    text: 'Of patches of two objects in the same instant the later one stores the labels of the earlier one too.',
    override: (base) => {
      let earlier: Job | undefined;
      return {
        asStored: (job, current, writer) => {
          const stored = base.asStored(job, current, writer);
          const [own, other] = [metadataOf(stored), metadataOf(earlier)];
          earlier = stored;
          setImmediate(() => {
            earlier = undefined;
          });
          return other['uid'] === undefined || other['uid'] === own['uid']
            ? stored
            : withMetadata(stored, { labels: { ...objectAt(own, 'labels'), ...objectAt(other, 'labels') } });
        },
      };
    },
  }),
  onCreate('race-of-generated-names', 'concurrency.generate-name', {
    text: 'Creates with one generateName in the same instant get one name.',
    override: (base) => {
      const names = new Map<string, { name: string; left: number }>();
      return {
        isTaken: () => false,
        generatedName: (prefix) => {
          const known = names.get(prefix) ?? { name: '', left: 0 };
          const next =
            known.left === 0
              ? { name: base.generatedName(prefix), left: 2 }
              : { name: known.name, left: known.left - 1 };
          names.set(prefix, next);
          return next.name;
        },
      };
    },
  }),
  mutant('race-shows-half-a-write', 'concurrency.read', {
    text: 'Every other read shows the labels of the state before.',
    verbs: ['read'],
    override: (base) => {
      const last = new Map<Json | undefined, JsonObject>();
      let reads = 0;
      return {
        readAnswer: (job) => {
          const shown = base.readAnswer(job);
          const { uid } = metadataOf(job);
          const labels = objectAt(metadataOf(job), 'labels');
          const before = last.get(uid) ?? labels;
          last.set(uid, labels);
          const first = Object.keys(labels).find((key) => before[key] !== undefined && !key.includes('/'));
          return first === undefined || reads++ % 2 === 0
            ? shown
            : withMetadata(shown, { labels: { ...labels, [first]: before[first] ?? '' } });
        },
      };
    },
  }),
  mutant('reads-go-back', 'concurrency.linearizable', {
    text: 'Every fourth read of an object is answered from a cache that the first read filled.',
    wrap: CACHED,
  }),
  mutant('reads-lag-behind', 'concurrency.linearizable', {
    text: 'The first read after a write shows the object as it was before.',
    wrap: remembering(
      () => ({ bodies: new Map<string, JsonObject>(), due: new Set<string>() }),
      ({ bodies, due }) =>
        onRequest({ verb: ['read', 'replace', 'patch', 'delete'] }, async ({ verb, path, forward }) => {
          const before = bodies.get(path);
          if (verb === 'read' && before !== undefined && due.delete(path)) return json(200, before);
          const answer = await forward();
          if (verb === 'replace' || verb === 'patch') due.add(path);
          if (verb === 'delete') bodies.delete(path);
          if (verb !== 'read' || answer.status !== 200) return answer;
          const body = await read(answer);
          bodies.set(path, body);
          return json(200, body);
        }),
    ),
  }),
  mutant('lives-begin-unseen', 'concurrency.linearizable', {
    text: 'The first read after a create under a name that was deleted before finds nothing.',
    wrap: remembering(
      () => new Set<string>(),
      (deleted) =>
        onAnswer({ verb: ['read', 'delete'], status: 200 }, (answer, { verb, path }) => {
          if (verb === 'read' && deleted.delete(path)) return refusal(404, 'NotFound');
          if (verb === 'delete') deleted.add(path);
          return answer;
        }),
    ),
  }),
  mutant('watch-shows-writes-in-another-order', 'concurrency.watch', {
    text: 'Of two events in the same instant the later comes first.',
    verbs: ['watch'],
    override: () => ({
      replied: (reply) => (reply.stream === undefined ? reply : { ...reply, stream: swapped(reply.stream) }),
    }),
  }),
  onReplace('history-forgets-the-second-replace', 'histories.model', {
    text: 'Every second replace of an object answers, and stores the labels that were there.',
    override: (base) => {
      const counts = new Map<Json | undefined, number>();
      return {
        asStored: (job, current, writer) => {
          const { uid } = metadataOf(job);
          const count = (counts.get(uid) ?? 0) + 1;
          counts.set(uid, count);
          return count % 2 === 0 && current !== undefined
            ? withMetadata(base.asStored(job, current, writer), { labels: metadataOf(current)['labels'] })
            : base.asStored(job, current, writer);
        },
      };
    },
  }),
  mutant('history-patch-after-replace-is-lost', 'histories.model', {
    text: 'A patch after a replace changes annotations and not labels.',
    override: (base) => ({
      asStored: (job, current, writer) => {
        const stored = base.asStored(job, current, writer);
        const { generation, labels } = metadataOf(current);
        return writer === 'patch' && current !== undefined && Number(generation) > 1 && !isMarked(current)
          ? withMetadata(stored, { labels })
          : stored;
      },
    }),
  }),
];

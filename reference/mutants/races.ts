/** Writes that come at once, and histories: faults that one caller alone never sees. */
import { KINDS } from '../../contract/kinds.ts';
import type { Json } from '../../contract/json.ts';
import { isMarked, metadataOf, objectAt, withMetadata, type Job, type Writer } from '../state/model.ts';
import { json, read, statusOf } from './helpers/exchange.ts';
import { perKind, type Mutant } from './types.ts';

/** Some writers do not look whether somebody was faster. */
const blind =
  (...writers: readonly Writer[]): Mutant['override'] =>
  (base) => ({ mayCommit: (before, now, writer) => writers.includes(writer) || base.mayCommit(before, now, writer) });

export const RACE_MUTANTS: readonly Mutant[] = [
  ...perKind(KINDS, (kind): Mutant => ({
    name: 'race-of-creates',
    breaks: 'concurrency.create',
    text: `Of several creates of one ${kind.kind} at once each succeeds.`,
    override: blind('create'),
  })),
  ...perKind(KINDS, (kind): Mutant => ({
    name: 'race-of-replaces',
    breaks: 'concurrency.compare-and-swap',
    text: `Of several replaces of one version of a ${kind.kind} each succeeds.`,
    override: blind('replace'),
  })),
  ...perKind(KINDS, (kind): Mutant => ({
    name: 'race-of-patches',
    breaks: 'concurrency.patch',
    text: `Of several patches of a ${kind.kind} at once the last is stored, and the others are lost.`,
    override: blind('patch'),
  })),
  {
    name: 'race-of-patches-conflicts',
    breaks: 'concurrency.patch.no-conflict',
    text: 'A patch that somebody overtakes is refused with 409.',
    override: (base) => ({
      mayCommit: (before, now, writer) => {
        if (writer === 'patch' && !base.mayCommit(before, now, writer)) throw new Error('overtaken');
        return base.mayCommit(before, now, writer);
      },
      internal: (message) =>
        message === 'overtaken' ? { code: 409, reason: 'Conflict', message } : base.internal(message),
    }),
  },
  {
    name: 'race-of-replace-and-patch',
    breaks: 'concurrency.replace-and-patch',
    verbs: ['replace'],
    text: 'A replace undoes a patch that comes while it is being written.',
    override: blind('replace'),
  },
  {
    name: 'race-of-update-and-delete',
    breaks: 'concurrency.delete-and-update',
    text: 'An update that a delete overtakes brings the object back.',
    override: blind('replace', 'patch'),
  },
  {
    name: 'race-of-patch-and-delete',
    breaks: 'concurrency.delete-and-update',
    verbs: ['patch'],
    text: 'A patch that a delete overtakes brings the object back.',
    override: blind('patch'),
  },
  {
    name: 'race-of-deletes-fails',
    breaks: 'concurrency.delete',
    verbs: ['delete'],
    text: 'A delete that another overtakes is answered with 500.',
    override: (base) => ({
      mayCommit: (before, now, writer) => {
        if (writer === 'delete' && !base.mayCommit(before, now, writer)) throw new Error('overtaken');
        return base.mayCommit(before, now, writer);
      },
    }),
  },
  {
    name: 'race-of-delete-and-create-mixes',
    breaks: 'concurrency.recreate',
    verbs: ['create'],
    text: 'A create after a delete takes over the uid of the object before.',
    override: (base) => {
      const uids = new Map<string, Json | undefined>();
      return {
        asStored: (job, current, writer) => {
          const stored = base.asStored(job, current, writer),
            name = `${String(metadataOf(stored)['namespace'])}/${String(metadataOf(stored)['name'])}`;
          const uid = uids.get(name) ?? metadataOf(stored)['uid'];
          uids.set(name, uid);
          return withMetadata(stored, { uid });
        },
      };
    },
  },
  {
    name: 'race-of-neighbours-mixes',
    breaks: 'concurrency.patch',
    verbs: ['patch'],
    text: 'Of patches of two objects in the same instant the later one stores the labels of the earlier one too.',
    override: (base) => {
      let earlier: Job | undefined;
      return {
        asStored: (job, current, writer) => {
          const stored = base.asStored(job, current, writer),
            [own, other] = [metadataOf(stored), metadataOf(earlier)];
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
  },
  {
    name: 'race-of-generated-names',
    breaks: 'concurrency.generate-name',
    verbs: ['create'],
    text: 'Creates with one generateName in the same instant get one name.',
    override: (base) => {
      const names = new Map<string, { name: string; left: number }>();
      return {
        isTaken: () => false,
        generatedName: (prefix) => {
          const known = names.get(prefix);
          const next =
            known === undefined || known.left === 0
              ? { name: base.generatedName(prefix), left: 2 }
              : { ...known, left: known.left - 1 };
          names.set(prefix, next);
          return next.name;
        },
      };
    },
  },
  {
    name: 'race-shows-half-a-write',
    breaks: 'concurrency.read',
    verbs: ['read'],
    text: 'Every other read shows the labels of the state before.',
    override: (base) => {
      const last = new Map<Json | undefined, Json | undefined>();
      let reads = 0;
      return {
        readAnswer: (job) => {
          const { uid, labels } = metadataOf(job),
            known = objectAt({ known: last.get(uid) ?? labels ?? {} }, 'known');
          const [first] = Object.keys(objectAt(metadataOf(job), 'labels')).filter(
            (key) => known[key] !== undefined && !key.includes('/'),
          );
          last.set(uid, labels);
          return first === undefined || reads++ % 2 === 0
            ? base.readAnswer(job)
            : withMetadata(base.readAnswer(job), {
                labels: { ...objectAt(metadataOf(job), 'labels'), [first]: known[first] ?? '' },
              });
        },
      };
    },
  },
  {
    name: 'reads-go-back',
    breaks: 'concurrency.linearizable',
    text: 'Every fourth read of an object is answered from a cache that the first read filled.',
    wrap: cached((reads) => reads % 4 === 3),
  },
  {
    name: 'reads-lag-behind',
    breaks: 'concurrency.linearizable',
    text: 'The first read after a write shows the object as it was before.',
    wrap: (handle) => {
      const before = new Map<string, string>(),
        due = new Set<string>();
      return async (request) => {
        const [path = ''] = request.path.split('?');
        const known = before.get(path);
        if (request.method === 'GET' && known !== undefined && due.delete(path))
          return json(200, JSON.parse(known) as Json);
        const answer = await handle(request);
        if (request.method === 'PATCH' || request.method === 'PUT') due.add(path);
        if (request.method === 'DELETE') before.delete(path);
        if (request.method !== 'GET' || answer.status !== 200 || path.split('/').length < 8) return answer;
        const body = await read(answer);
        before.set(path, JSON.stringify(body));
        return json(200, body);
      };
    },
  },
  {
    name: 'lives-begin-unseen',
    breaks: 'concurrency.linearizable',
    text: 'The first read after a create under a name that was deleted before finds nothing.',
    wrap: (handle) => {
      const deleted = new Set<string>();
      return async (request) => {
        const answer = await handle(request);
        const [path = ''] = request.path.split('?');
        if (request.method === 'DELETE' && answer.status === 200) deleted.add(path);
        return request.method === 'GET' && answer.status === 200 && deleted.delete(path)
          ? json(404, statusOf(404, 'NotFound'))
          : answer;
      };
    },
  },
  {
    name: 'watch-shows-writes-in-another-order',
    breaks: 'concurrency.watch',
    verbs: ['watch'],
    text: 'Of two events in the same instant the later comes first.',
    override: () => ({
      replied: (reply) => (reply.stream === undefined ? reply : { ...reply, stream: swapped(reply.stream) }),
    }),
  },
  {
    name: 'history-forgets-the-second-replace',
    breaks: 'histories.model',
    verbs: ['replace'],
    text: 'Every second replace of an object answers, and stores the labels that were there.',
    override: (base) => {
      const counts = new Map<Json | undefined, number>();
      return {
        asStored: (job, current, writer) => {
          const { uid } = metadataOf(job),
            count = (counts.get(uid) ?? 0) + 1;
          counts.set(uid, count);
          return count % 2 === 0 && current !== undefined
            ? withMetadata(base.asStored(job, current, writer), { labels: metadataOf(current)['labels'] })
            : base.asStored(job, current, writer);
        },
      };
    },
  },
  {
    name: 'history-patch-after-replace-is-lost',
    breaks: 'histories.model',
    text: 'A patch after a replace changes annotations and not labels.',
    override: (base) => {
      const replaced = new Set<Json | undefined>();
      return {
        asStored: (job: Job, current, writer) => {
          const stored = base.asStored(job, current, writer),
            { uid } = metadataOf(stored);
          if (writer === 'replace') replaced.add(metadataOf(current)['uid']);
          return writer === 'patch' &&
            current !== undefined &&
            Number(metadataOf(current)['generation']) > 1 &&
            !isMarked(current)
            ? withMetadata(stored, { labels: metadataOf(current)['labels'], uid })
            : stored;
        },
      };
    },
  },
];

function cached(stale: (reads: number) => boolean): NonNullable<Mutant['wrap']> {
  return (handle) => {
    const first = new Map<string, { body: string; reads: number }>();
    return async (request) => {
      const [path = ''] = request.path.split('?');
      if (request.method === 'DELETE') first.delete(path);
      if (request.method !== 'GET' || path.split('/').length < 8) return handle(request);
      const known = first.get(path);
      if (known !== undefined && stale(++known.reads)) return json(200, JSON.parse(known.body) as Json);
      const answer = await handle(request);
      if (answer.status !== 200 || known !== undefined) return answer;
      const body = await read(answer);
      first.set(path, { body: JSON.stringify(body), reads: 0 });
      return json(200, body);
    };
  };
}

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

/** A name after a deletion, and while it is under way. */
import type { JsonObject } from '../../../contract/json.ts';
import { isMarked, metadataOf, objectAt, withMetadata } from '../../state/model.ts';
import { refusal } from '../helpers/exchange.ts';
import { nameOf } from '../helpers/others.ts';
import { pathTo } from '../helpers/request.ts';
import { onRequest, remembering, succeeded } from '../helpers/wraps.ts';
import { mutant, mutantOn, type Mutant } from '../types.ts';

const onCreate = mutantOn('create');

export const RECREATION: readonly Mutant[] = [
  onCreate('recreated-with-the-old-labels', 'delete.recreate', {
    text: 'A new object under an old name has the labels of the first.',
    override: (base) => {
      const labels = new Map<string, JsonObject>();
      return {
        asStored: (job, current, writer) => {
          const stored = base.asStored(job, current, writer);
          const name = nameOf(stored);
          const old = labels.get(name);
          const own = objectAt(metadataOf(stored), 'labels');
          labels.set(name, own);
          return old === undefined ? stored : withMetadata(stored, { labels: { ...old, ...own } });
        },
      };
    },
  }),
  onCreate('recreated-with-the-old-spec', 'delete.recreate', {
    text: 'A new object under an old name has the spec of the first.',
    override: (base) => {
      const specs = new Map<string, JsonObject>();
      return {
        asStored: (job, current, writer) => {
          const stored = base.asStored(job, current, writer);
          const spec = specs.get(nameOf(stored)) ?? objectAt(stored, 'spec');
          specs.set(nameOf(stored), spec);
          return { ...stored, spec };
        },
      };
    },
  }),
  mutant('names-are-never-free', 'delete.recreate', {
    text: 'A name that was used is taken for ever.',
    wrap: remembering(
      () => new Set<string>(),
      (gone) =>
        onRequest({ verb: ['create', 'delete'] }, async (exchange) => {
          if (exchange.verb === 'create')
            return gone.has(pathTo(exchange, { name: nameOf(exchange.json ?? null) }))
              ? refusal(409, 'AlreadyExists')
              : exchange.forward();
          const answer = await exchange.forward();
          if (succeeded(answer.status)) gone.add(pathTo(exchange, {}));
          return answer;
        }),
    ),
  }),
  onCreate('name-of-the-marked-is-free', 'delete.name-held', {
    text: 'A create under the name of an object that is being deleted succeeds.',
    override: () => ({ isTaken: (current) => !isMarked(current) }),
  }),
];

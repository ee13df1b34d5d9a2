/** What was created shows a little later. */
import { metadataOf, textAt } from '../../state/model.ts';
import { statusOf } from '../helpers/exchange.ts';
import { withItems } from '../helpers/wraps.ts';
import { mutant, type Mutant } from '../types.ts';

/** How many lists, whoever asks for them, lack a new object. */
const LATE = 5;

export const VISIBILITY: readonly Mutant[] = [
  mutant('create-shows-at-the-second-look', 'create.read-your-write', {
    text: 'The first read after a create does not find the object.',
    verbs: ['read'],
    override: () => {
      const seen = new Set<string>();
      return {
        replied: (reply) => {
          const uid = textAt(metadataOf(reply.json), 'uid');
          if (reply.code !== 200 || uid === undefined || seen.has(uid)) return reply;
          seen.add(uid);
          return { code: 404, json: statusOf(404, 'NotFound') };
        },
      };
    },
  }),
  mutant('create-is-listed-late', 'create.read-your-write', {
    text: 'The first lists after a create lack the object.',
    verbs: ['list'],
    override: () => {
      const lists = new Map<string, number>();
      return {
        replied: (reply) =>
          withItems(reply, (items) =>
            items.filter((item) => {
              const uid = String(metadataOf(item)['uid']);
              const before = lists.get(uid) ?? 0;
              lists.set(uid, before + 1);
              return before >= LATE;
            }),
          ),
      };
    },
  }),
];

/** Tokens and versions of some minutes ago, on a server that forgets them. */
import { mutantOn, type Mutant, type Override } from './types.ts';

const onList = mutantOn('list');
const onWatch = mutantOn('watch');
const variants = ['history-forgotten'] as const;

/** What is answered for a token that has expired: a page of the present list, from this item on. */
const presentFrom =
  (offset: (ofToken: number) => number): Override =>
  (base) => ({
    tokenExpired: (page, oldest) => {
      if (base.tokenExpired(page, oldest))
        Object.assign(page, { offset: offset(page.offset), revision: Math.max(page.revision, oldest) });
      return false;
    },
  });

/** Versions below this were never issued. */
const FIRST = 72_000_000;

export const AGED_MUTANTS: readonly Mutant[] = [
  onList('aged-token-is-malformed', 'pagination.token.expired', {
    text: 'A token that has expired is a bad request.',
    variants,
    override: (base) => ({ expired: (message) => base.badRequest(message) }),
  }),
  onList('aged-token-is-an-error', 'pagination.token.expired', {
    text: 'A token that has expired is an error of the server.',
    variants,
    override: (base) => ({ expired: (message) => base.internal(message) }),
  }),
  onList('aged-token-begins-anew', 'pagination.token.expired', {
    text: 'A token that has expired leads to the beginning of the list.',
    variants,
    override: presentFrom(() => 0),
  }),
  onList('aged-token-leads-on-in-the-present', 'pagination.token.expired', {
    text: 'A token that has expired leads on in the list as it is now.',
    variants,
    override: presentFrom((offset) => offset),
  }),
  onList('aged-token-is-the-end', 'pagination.token.expired', {
    text: 'A token that has expired leads to an empty last page.',
    variants,
    override: presentFrom(() => Number.MAX_SAFE_INTEGER),
  }),
  onWatch('aged-version-begins-now', 'watch.expired', {
    text: 'A watch from a version that was issued and is forgotten shows what happens from now on.',
    variants,
    override: (base) => ({
      watchExpired: (revision, oldest) => revision < FIRST && base.watchExpired(revision, oldest),
    }),
  }),
  onWatch('aged-version-begins-anew', 'watch.expired', {
    text: 'A watch from a version that was issued and is forgotten begins with what there is.',
    variants,
    override: (base) => {
      let forgotten = false;
      return {
        watchExpired: (revision, oldest) => {
          forgotten = base.watchExpired(revision, oldest);
          return forgotten && revision < FIRST;
        },
        eventOf: (change, matches) => {
          const event = base.eventOf(change, matches);
          return event?.type === 'MODIFIED' && forgotten ? { ...event, type: 'ADDED' } : event;
        },
      };
    },
  }),
  onWatch('aged-version-is-malformed', 'watch.expired', {
    text: 'A version that was issued and is forgotten is a bad request.',
    variants,
    override: (base) => ({ expired: (message) => base.badRequest(message) }),
  }),
];

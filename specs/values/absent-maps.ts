/** Labels and annotations of an object that has none, not even empty ones: what the first write makes of them. */
import type { JsonObject } from '../../contract/json.ts';
import type { Answer, Accepted } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { mapOf, metadataOf, withMember } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { put } from '../support/updates/write.ts';

const MAPS = ['labels', 'annotations'] as const;
type Entries = Readonly<Record<string, string | null>>;

/** Without labels, the run knows it by its name. */
function bareJob(trial: Trial): Promise<Accepted> {
  const manifest = trial.given.manifest();
  const { labels: _, annotations: __, ...metadata } = metadataOf(manifest);
  return trial.given.created({ ...manifest, metadata });
}

/** Of both maps exactly these entries; those with a prefix may be the server's. */
function expectEntries(trial: Trial, object: JsonObject, wanted: Entries, answer?: Answer): void {
  for (const map of MAPS) {
    const own = Object.entries(mapOf(object, map)).filter(([key]) => !key.includes('/'));
    const isWanted = own.length === Object.keys(wanted).length && own.every(([key, value]) => wanted[key] === value);
    trial.expect.that(isWanted, {
      message: `The first ${map} of an object are not what the write made of them`,
      expected: JSON.stringify(wanted),
      received: JSON.stringify(Object.fromEntries(own)),
      path: `/metadata/${map}`,
      answer,
    });
  }
}

/** Patches of both maps, one after the other, of one object: each says what they are then. */
const PATCHES: readonly (readonly [patch: Entries | null, wanted: Entries])[][] = [
  [[{ first: '1' }, { first: '1' }]],
  [
    [null, {}],
    [{ never: null }, {}],
    [{ never: null, first: '1' }, { first: '1' }],
  ],
  [
    [{}, {}],
    [{ first: '' }, { first: '' }],
  ],
];

/** What a PUT sends as both maps; undefined: none. */
const REPLACED: readonly (Entries | undefined)[] = [{}, { first: '1' }, undefined, { second: '' }];

export const absentMaps: readonly Requirement[] = [
  requirement('values/fills-absent-maps-by-a-patch', {
    tests: [
      'merge-patch.absent-target',
      'merge-patch.null-absent',
      'merge-patch.nested-null',
      'merge-patch.empty-object',
    ],
    needs: ['patch/merges', 'patch/makes-the-objects-it-needs'],
    async check(trial) {
      for (const patches of PATCHES) {
        const job = await bareJob(trial);
        for (const [patch, wanted] of patches) {
          const answer = await trial.target.patch(job, {
            metadata: { labels: patch && { ...patch }, annotations: patch && { ...patch } },
          });
          expectEntries(trial, trial.expect.documented(answer), wanted, answer);
          expectEntries(trial, await trial.given.read(job), wanted);
        }
      }
    },
  }),
  requirement('values/fills-absent-maps-by-a-replace', {
    tests: ['replace.stores', 'replace.full'],
    needs: ['replace/stores-the-body'],
    async check(trial) {
      const job = await bareJob(trial);
      for (const entries of REPLACED) {
        const wanted = entries ?? {};
        const answer = await put(trial, job, (object) =>
          MAPS.reduce((copy, map) => withMember(copy, ['metadata', map], entries && { ...entries }), object),
        );
        expectEntries(trial, trial.expect.documented(answer), wanted, answer);
        expectEntries(trial, await trial.given.read(job), wanted);
      }
    },
  }),
];

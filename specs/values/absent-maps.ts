/** Labels and annotations of an object that has none, not even empty ones: what the first write makes of them. */
import type { JsonObject } from '../../contract/json.ts';
import type { Answer, Job, WatchEvent } from '../../harness/model/target.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { mapOf, metadataOf, shownOf, versionOf, withMember } from '../support/objects.ts';
import { requirement } from '../support/requirement.ts';
import { put } from '../support/updates/write.ts';
import { describeEvents, watching } from '../watch/support.ts';

const MAPS = ['labels', 'annotations'] as const;
type Entries = Readonly<Record<string, string | null>>;

/** Without labels, the run knows it by its name. */
function bareJob(trial: Trial): Promise<Job> {
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

/** A watch shows the object at each of these versions, though it has no labels to be selected by. */
async function expectShown(trial: Trial, job: Job, versions: ReadonlySet<string>): Promise<void> {
  const from = shownOf(trial, job.stored, 'resourceVersion');
  const lacking = (events: readonly WatchEvent[]): string[] =>
    [...versions].filter((one) => one !== from && !events.some(({ object }) => versionOf(object) === one));
  const query = { resourceVersion: from, fieldSelector: `metadata.name=${job.name}` };
  await watching(trial, query, async (stream) => {
    const events = await stream.collect((all) => lacking(all).length === 0);
    trial.expect.that(lacking(events).length === 0, {
      message: 'A watch does not show every change of an object that has no labels, or had none',
      expected: [...versions].join(', '),
      received: describeEvents(events),
      path: '/object/metadata/resourceVersion',
      answer: stream.answer,
    });
  });
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
    tests: ['replace.stores', 'replace.full', 'watch.every-event'],
    needs: ['replace/stores-the-body', 'replace/answers-the-version-that-a-watch-shows'],
    async check(trial) {
      const job = await bareJob(trial);
      const versions = new Set<string>();
      for (const entries of REPLACED) {
        const wanted = entries ?? {};
        const answer = await put(trial, job, (object) =>
          MAPS.reduce((copy, map) => withMember(copy, ['metadata', map], entries && { ...entries }), object),
        );
        const replaced = trial.expect.documented(answer);
        expectEntries(trial, replaced, wanted, answer);
        expectEntries(trial, await trial.given.read(job), wanted);
        versions.add(shownOf(trial, replaced, 'resourceVersion'));
      }
      await expectShown(trial, job, versions);
    },
  }),
];

/** References to owners stand outside the spec, where the requirements made from the tables do not look. */
import type { Requirement } from '../../harness/model/requirement.ts';
import { nameOf, withMember } from '../support/objects.ts';
import { ownerReference } from '../support/owner-reference.ts';
import { requirement } from '../support/requirement.ts';
import { refusedAll, withMembers, type Change } from '../support/updates/write.ts';

const requires = (id: string, member: string): Requirement =>
  requirement(id, {
    tests: ['create.invalid', 'replace.invalid', 'patch.invalid', `constraint.OwnerReference.${member}.required`],
    needs: ['metadata/keeps-owner-references'],
    async check(trial) {
      const whole = ownerReference(trial, await trial.given.shared());
      const metadata = { ownerReferences: [withMember(whole, [member], undefined)] };
      // The control of each refusal.
      const job = await trial.given.accepted({ metadata: { ownerReferences: [whole] } });
      const defective = trial.given.manifest({ metadata });
      trial.expect.refused(await trial.target.create(defective));
      await trial.expect.absent({ name: nameOf(defective) });
      const change: Change = [['metadata', 'ownerReferences'], metadata.ownerReferences];
      for (const verb of ['patch', 'replace'] as const)
        await refusedAll(trial, verb, job, [withMembers(verb, [[['metadata', 'labels', 'beside'], verb], change])]);
    },
  });

export const ownerReferences: readonly Requirement[] = [
  requires('constraints/owner-reference-api-version-required', 'apiVersion'),
  requires('constraints/owner-reference-kind-required', 'kind'),
  requires('constraints/owner-reference-name-required', 'name'),
];
